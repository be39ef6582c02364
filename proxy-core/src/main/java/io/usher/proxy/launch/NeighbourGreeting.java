package io.usher.proxy.launch;

/**
 * How one process tells others who it is.
 *
 * @param pid  its process, as the kernel says; 0 = it does not know
 * @param file its first configuration file; what cannot be printed is replaced
 */
record NeighbourGreeting(long pid, String file) {
    private static final int LONGEST = 300;

    NeighbourGreeting {
        final String printable = file.replaceAll("[^\\x20-\\x7e]", "?");
        file = printable.length() > LONGEST ? printable.substring(0, LONGEST) : printable;
    }
}
