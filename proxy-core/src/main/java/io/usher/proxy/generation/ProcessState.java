package io.usher.proxy.generation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says of another process. Any thread. */
final class ProcessState {

    private ProcessState() {
    }

    /**
     * {@return whether it lives and was stopped (SIGSTOP, or by a debugger)} One that is not to be seen counts as one that goes
     * on.
     */
    static boolean stopped(final long pid) {
        try {
            // proc(5): the state follows the name, which is in parentheses and may hold anything.
            final String facts = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            final int state = facts.lastIndexOf(')') + 2;
            return state < facts.length() && (facts.charAt(state) == 'T' || facts.charAt(state) == 't');
        } catch (final IOException e) {
            return false; // It has just ended, or is not to be seen from here.
        }
    }
}
