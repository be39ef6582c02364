package io.usher.proxy.rule;

import io.usher.proxy.config.Acl;

/** Compares integers with ranges. */
final class IntegerMatches {
    private final long[] from;
    private final long[] to;

    IntegerMatches(final Acl acl) {
        final long[][] ranges = acl.matches().stream().map(IntegerMatches::range).toArray(long[][]::new);
        from = new long[ranges.length];
        to = new long[ranges.length];
        for (int i = 0; i < ranges.length; i++) {
            from[i] = ranges[i][0];
            to[i] = ranges[i][1];
        }
    }

    private static long[] range(final Acl.Match match) {
        return match instanceof Acl.Match.IntegerRange range ? new long[] {range.from(), range.to()}
                : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}; // "found": any value
    }

    boolean match(final long value) {
        for (int i = 0; i < from.length; i++) {
            if (value >= from[i] && value <= to[i]) {
                return true;
            }
        }
        return false;
    }
}
