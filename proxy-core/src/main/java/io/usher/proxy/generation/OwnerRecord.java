package io.usher.proxy.generation;

import java.util.ArrayList;
import java.util.List;

/**
 * What the file {@code owner} says about the generation that holds, or last held, its lock.
 *
 * @param generation the owner's number
 * @param last       highest number ever given out here
 * @param pid        the owner's process
 * @param sockets    paths of its stats sockets through which it can be asked to hand over
 */
public record OwnerRecord(int generation, int last, long pid, List<String> sockets) {
    private static final String MAGIC = "usher-owner 1";

    public OwnerRecord {
        sockets = List.copyOf(sockets);
    }

    /** {@return the file's text, a line per field} */
    String text() {
        final StringBuilder text = new StringBuilder(MAGIC).append('\n')
            .append("generation ").append(generation).append('\n')
            .append("last ").append(last).append('\n')
            .append("pid ").append(pid).append('\n');
        sockets.forEach(s -> text.append("socket ").append(s).append('\n'));
        return text.append("end\n").toString();
    }

    /**
     * Reads the file's text.
     *
     * @throws IllegalArgumentException if it is not such a text
     */
    static OwnerRecord parse(final String text) {
        final String[] lines = text.split("\n");
        if (!lines[0].equals(MAGIC)) {
            throw new IllegalArgumentException("first line '" + lines[0] + "' (expected: '" + MAGIC + "')");
        }
        int generation = 0;
        int last = 0;
        long pid = 0;
        final List<String> sockets = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            final String[] words = lines[i].split(" ", 2);
            switch (words[0]) {
                case "generation" -> generation = Integer.parseInt(words[1]);
                case "last" -> last = Integer.parseInt(words[1]);
                case "pid" -> pid = Long.parseLong(words[1]);
                case "socket" -> sockets.add(words[1]);
                case "end" -> {
                    return new OwnerRecord(generation, last, pid, sockets);
                }
                default -> throw new IllegalArgumentException("line " + (i + 1) + ": unknown field '" + words[0] + "'");
            }
        }
        throw new IllegalArgumentException("no line 'end': the file is cut short");
    }
}
