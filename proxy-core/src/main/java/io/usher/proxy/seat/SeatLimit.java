package io.usher.proxy.seat;

import java.util.IdentityHashMap;
import java.util.Map;

/** How many seats an address has: the smallest non-zero maxconn over the lines that name it. */
final class SeatLimit {

    private final Map<Object, Integer> lines = new IdentityHashMap<>();
    private int inherited;
    private int smallest;

    /** 0 = no limit. */
    int value() {
        return smallest;
    }

    boolean hasLines() {
        return !lines.isEmpty();
    }

    /** Whether a line names the address, or a predecessor that is left limits it. */
    boolean isKnown() {
        return hasLines() || inherited > 0;
    }

    boolean has(final Object line) {
        return lines.containsKey(line);
    }

    void set(final Object line, final int maxconn) {
        lines.put(line, maxconn);
        compute();
    }

    void remove(final Object line) {
        lines.remove(line);
        compute();
    }

    /** The predecessor's limit, which counts only while no line of this generation names the address. */
    void inherit(final int limit) {
        inherited = limit;
        compute();
    }

    private void compute() {
        int least = lines.isEmpty() ? inherited : 0;
        for (final int maxconn : lines.values()) {
            if (maxconn > 0 && (least == 0 || maxconn < least)) {
                least = maxconn;
            }
        }
        smallest = least;
    }
}
