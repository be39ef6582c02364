package io.usher.agent.rest;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of a request that is refused for what stands before it. Whoever is still sending it when the connection is closed gets
 * a reset, and may never read why it was refused; so it is taken in and thrown away first.
 */
final class UnreadBody {

    private static final Logger LOG = LoggerFactory.getLogger(UnreadBody.class);
    /** Who sends more than so many bytes finds the connection closed. */
    private static final long MOST = 16L << 20;

    private UnreadBody() {
    }

    /** Blocks until all of it is there, at most as long as the connection may be idle. To be called for who may ask only. */
    static void discard(final Context context) {
        if (context.header("Expect") != null) {
            context.header("Connection", "close"); // the refusal comes in place of the 100 that it waits for (RFC 9110, 10.1.1)
            return;
        }
        try (InputStream in = context.req().getInputStream()) {
            final byte[] some = new byte[16 * 1024];
            long left = MOST;
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                left -= read;
                if (left <= 0) {
                    context.header("Connection", "close");
                    return;
                }
            }
        } catch (IOException e) {
            LOG.debug("the rest of a refused request did not come: {}", e.getMessage());
        }
    }
}
