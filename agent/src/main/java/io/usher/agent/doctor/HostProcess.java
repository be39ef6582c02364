package io.usher.agent.doctor;

import java.nio.file.Path;
import java.util.List;

/**
 * A process of this host.
 *
 * @param words     its command line; empty = a thread of the kernel
 * @param folder    where it works; null = not to be seen
 * @param readable  whether its open files can be seen
 * @param sockets   inodes of those it has open
 * @param openFiles its other open files
 */
public record HostProcess(long pid, long parent, List<String> words, Path folder, boolean readable, List<Long> sockets,
                          List<Path> openFiles) {

    private static final int LONGEST = 160;

    /** Its pid and command, as people look for it. */
    String shown() {
        final String command = String.join(" ", words).replaceAll("\\p{Cntrl}", " ").replaceAll("(-cp|-classpath) \\S+ ", "");
        return "pid " + pid + " (" + (command.length() > LONGEST ? command.substring(0, LONGEST) + "..." : command) + ")";
    }

    /** The name of its program, without the folder. */
    String program() {
        return words.isEmpty() ? "" : words.get(0).replaceAll(".*/", "");
    }

    /** The words after the main class, where it is a Java program of that class. */
    List<String> after(final String mainClass) {
        final int at = words.indexOf(mainClass);
        return at < 0 ? List.of() : words.subList(at + 1, words.size());
    }

    boolean runs(final String mainClass) {
        return words.contains(mainClass);
    }
}
