package io.usher.proxy.config;

/** What a name may consist of (HAProxy configuration manual, 4: letters, digits, "-", "_", "." and ":"). */
final class Names {
    private Names() {
    }

    /** Index of the first character that no name may contain, or -1. */
    static int invalidCharacter(final String name) {
        for (int i = 0; i < name.length(); i++) {
            final char c = name.charAt(i);
            final boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && "-_.:".indexOf(c) < 0) {
                return i;
            }
        }
        return -1;
    }
}
