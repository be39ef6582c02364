package io.usher.agent.rest;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of a request that is refused for what stands before it. Whoever is still sending it when the connection is closed gets
 * a reset, and may never read why it was refused; so it is taken in and thrown away first. Where not all of it came the answer
 * closes the connection. Any thread.
 */
final class UnreadBody {

    private static final Logger LOG = LoggerFactory.getLogger(UnreadBody.class);
    /** Who sends more than so many bytes finds the connection closed. */
    private static final long MOST = 16L << 20;
    /** The same for who may not ask at all: more than the longest body that any route takes. */
    private static final long STRANGERS_MOST = 8L << 20;
    /** So long a stranger's body may pause; all of it may take twice that. */
    private static final long STRANGERS_PAUSE_MILLIS = 5_000;
    /** So many threads, of those that everybody is served by, wait for strangers at most. */
    private static final Semaphore STRANGERS = new Semaphore(4);

    private UnreadBody() {
    }

    /** Blocks until all of it is there, at most as long as the connection may be idle. To be called for who may ask only. */
    static void discard(final Context context) {
        if (isComing(context)) {
            discard(context, MOST, Long.MAX_VALUE);
        }
    }

    /**
     * The same for who may not ask, or asks too often: blocks for about ten seconds at most, and takes in nothing where some
     * others are waited for already.
     */
    static void discardFromStranger(final Context context) {
        if (!isComing(context)) {
            return;
        }
        if (!STRANGERS.tryAcquire()) {
            context.header("Connection", "close");
            return;
        }
        final EndPoint connection = ServletContextRequest.getServletContextRequest(context.req()).getConnectionMetaData()
                .getConnection().getEndPoint();
        final long usual = connection.getIdleTimeout();
        connection.setIdleTimeout(STRANGERS_PAUSE_MILLIS);
        try {
            discard(context, STRANGERS_MOST, TimeUnit.MILLISECONDS.toNanos(STRANGERS_PAUSE_MILLIS));
        } finally {
            connection.setIdleTimeout(usual);
            STRANGERS.release();
        }
    }

    /** Whether there is a body that the client sends without being asked for it. */
    private static boolean isComing(final Context context) {
        if (context.header("Expect") != null) {
            context.header("Connection", "close"); // the refusal comes in place of the 100 that it waits for (RFC 9110, 10.1.1)
            return false;
        }
        return context.header("Transfer-Encoding") != null || context.req().getContentLengthLong() > 0;
    }

    private static void discard(final Context context, final long mostBytes, final long mostNanos) {
        final long start = System.nanoTime();
        try (InputStream in = context.req().getInputStream()) {
            final byte[] some = new byte[16 * 1024];
            long left = mostBytes;
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                left -= read;
                if (left <= 0 || System.nanoTime() - start > mostNanos) {
                    context.header("Connection", "close");
                    return;
                }
            }
        } catch (IOException e) {
            context.header("Connection", "close");
            LOG.debug("the rest of a refused request did not come: {}", e.getMessage());
        }
    }
}
