package io.usher.proxy.traffic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's limit of descriptors for this process (getrlimit(2), RLIMIT_NOFILE), and what fits it. */
final class DescriptorLimit {

    private static final String LINE = "Max open files";
    private static final int FALLBACK = 1024;

    private DescriptorLimit() {
    }

    /** Client connections that fit, with one server connection each, beside a number of spare descriptors; at least 1. */
    static int connections(final int spare) {
        return Math.max(1, (soft() - spare) / 2);
    }

    /** Sockets that fit beside a number of spare descriptors; at least 1. */
    static int sockets(final int spare) {
        return Math.max(1, soft() - spare);
    }

    private static int soft() {
        try {
            for (final String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                if (line.startsWith(LINE)) {
                    final String number = line.substring(LINE.length()).trim().split(" +")[0];
                    return number.equals("unlimited") ? Integer.MAX_VALUE
                        : (int) Math.min(Long.parseLong(number), Integer.MAX_VALUE);
                }
            }
        } catch (final IOException e) {
            // No /proc: the traditional default.
            return FALLBACK;
        }
        return FALLBACK;
    }
}
