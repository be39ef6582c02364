package io.usher.agent.rest;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Bytes that are written and then read, once each way, without ever being one array: one of half a megabyte, made by doubling
 * and copied at the end, fills the agent's young generation. Not thread-safe.
 */
final class Chunks extends OutputStream {

    private static final int SMALLEST = 1 << 10;
    private static final int LARGEST = 1 << 15;

    private final List<InputStream> full = new ArrayList<>();
    private byte[] chunk = new byte[SMALLEST];
    private int length;

    @Override
    public void write(final int one) {
        if (length == chunk.length) {
            next();
        }
        chunk[length++] = (byte) one;
    }

    @Override
    public void write(final byte[] bytes, final int from, final int count) {
        int at = from;
        int left = count;
        while (left > 0) {
            if (length == chunk.length) {
                next();
            }
            final int fits = Math.min(left, chunk.length - length);
            System.arraycopy(bytes, at, chunk, length, fits);
            length += fits;
            at += fits;
            left -= fits;
        }
    }

    private void next() {
        full.add(new ByteArrayInputStream(chunk, 0, length));
        chunk = new byte[Math.min(LARGEST, 2 * chunk.length)];
        length = 0;
    }

    /** All that was written. */
    InputStream read() {
        if (full.isEmpty()) {
            return new ByteArrayInputStream(chunk, 0, length);
        }
        full.add(new ByteArrayInputStream(chunk, 0, length));
        return new SequenceInputStream(Collections.enumeration(full));
    }
}
