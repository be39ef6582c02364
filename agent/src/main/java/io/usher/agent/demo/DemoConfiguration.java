package io.usher.agent.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The example configuration made runnable on any machine: only ports, the socket's path, the log target and, where that
 * user is missing, {@code user} and {@code group} differ from the file that ships.
 *
 * @param lines       the configuration to run
 * @param differences what was changed, as lines of a diff
 */
public record DemoConfiguration(List<String> lines, List<String> differences) {

    /**
     * Adapts the example.
     *
     * @param example     the shipped file
     * @param clientPort  port that replaces 8080
     * @param serverPorts ports that replace 9001 and following, in order
     * @param logPort     UDP port that replaces 514
     * @param socket      path that replaces /tmp/haproxy
     * @throws IOException if the example cannot be read
     */
    public static DemoConfiguration adapt(final Path example, final int clientPort, final List<Integer> serverPorts,
                                   final int logPort, final Path socket) throws IOException {
        final boolean userKnown = listed("/etc/passwd", "haproxy") && listed("/etc/group", "haproxy");
        final List<String> lines = new ArrayList<>();
        final List<String> differences = new ArrayList<>();
        int server = 0;
        for (final String line : Files.readAllLines(example, StandardCharsets.UTF_8)) {
            final String word = line.strip();
            String changed = line;
            if (word.startsWith("bind ")) {
                changed = line.replace(":8080", "127.0.0.1:" + clientPort);
            } else if (word.startsWith("server ")) {
                changed = line.replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:" + serverPorts.get(server++));
            } else if (word.startsWith("log 127.0.0.1:514")) {
                changed = line.replace("127.0.0.1:514", "127.0.0.1:" + logPort);
            } else if (word.startsWith("stats socket ")) {
                changed = line.replace("/tmp/haproxy", socket.toString());
            } else if (!userKnown && (word.equals("user haproxy") || word.equals("group haproxy"))) {
                changed = null;
            }
            if (!line.equals(changed)) {
                differences.add("- " + word);
                if (changed != null) {
                    differences.add("+ " + changed.strip());
                }
            }
            if (changed != null) {
                lines.add(changed);
            }
        }
        return new DemoConfiguration(List.copyOf(lines), List.copyOf(differences));
    }

    private static boolean listed(final String file, final String name) throws IOException {
        try (var entries = Files.lines(Path.of(file), StandardCharsets.UTF_8)) {
            return entries.anyMatch(entry -> entry.startsWith(name + ":"));
        }
    }
}
