package io.usher.proxy.rule;

/** Walks over the values of a comma-separated header; commas inside quoted strings separate nothing (RFC 9110, 5.6.1). */
final class HeaderList {
    private HeaderList() {
    }

    /** Whether any value matches. */
    static boolean any(final String header, final TextMatches matches) {
        int begin = 0;
        while (begin <= header.length()) {
            final int end = end(header, begin);
            if (matches.match(header.substring(begin, end).strip())) {
                return true;
            }
            begin = end + 1;
        }
        return false;
    }

    private static int end(final String header, final int begin) {
        boolean quoted = false;
        for (int i = begin; i < header.length(); i++) {
            final char c = header.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return header.length();
    }
}
