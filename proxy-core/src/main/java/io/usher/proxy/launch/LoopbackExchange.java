package io.usher.proxy.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The little HTTP that the warm-up and the training speak with themselves. */
final class LoopbackExchange {

    private LoopbackExchange() {
    }

    /** {@return a message's bytes; ASCII only} */
    static byte[] bytes(final String message) {
        return message.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the end came before the connection's. */
    static boolean readUntil(final InputStream in, final String end) throws IOException {
        final StringBuilder read = new StringBuilder();
        while (!read.toString().endsWith(end)) {
            final int b = in.read();
            if (b < 0) {
                return false;
            }
            read.append((char) b);
        }
        return true;
    }
}
