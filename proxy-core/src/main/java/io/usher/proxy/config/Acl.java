package io.usher.proxy.config;

import java.util.List;

/**
 * An ACL: what is fetched and what it is compared with (HAProxy configuration manual, 7.1).
 *
 * @param name            name; several lines with one name are alternatives
 * @param fetch           what is looked at
 * @param caseInsensitive flag {@code -i}
 * @param matches         comparisons, any of which suffices; for integers {@code gt 200}, ranges and plain numbers
 * @param position        where it stands
 */
public record Acl(String name, Fetch fetch, boolean caseInsensitive, List<Match> matches, Position position) {

    /** One comparison. */
    public sealed interface Match {

        /**
         * An integer between two bounds, both included.
         *
         * @param from lower bound
         * @param to   upper bound
         */
        record IntegerRange(long from, long to) implements Match {
        }

        /**
         * A text comparison.
         *
         * @param method how
         * @param text   with what
         */
        record Text(Method method, String text) implements Match {
        }

        /**
         * A network.
         *
         * @param address 4 or 16 bytes, bits behind the prefix cleared
         * @param prefix  0 to 32 or 0 to 128
         */
        record Network(List<Byte> address, int prefix) implements Match {
        }

        /**
         * A truth value.
         *
         * @param value the one that matches
         */
        record Truth(boolean value) implements Match {
        }

        /** How texts are compared (the {@code -m} flag). */
        enum Method { STR, BEG, END, SUB, DIR, DOM, REG, FOUND }
    }
}
