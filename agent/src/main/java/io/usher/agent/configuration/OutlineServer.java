package io.usher.agent.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One {@code server} line with what the {@code default-server} lines before it add.
 *
 * @param name     its name
 * @param address  as it stands there
 * @param values   what can be set at runtime
 * @param options  all other options, in order, the defaults' first
 * @param whole    all of it as one word after the other, for {@code add server}
 * @param statement where it stands
 */
record OutlineServer(String name, String address, ConfiguredServer values, List<String> options, List<String> whole,
                     OutlineStatement statement) {
    private static final int OPTIONS_AT = 3;
    /** Keywords of a server whose argument may look like one of those looked for here. */
    private static final Set<String> TAKES_ANY_WORD = Set.of("cookie", "id", "init-addr", "namespace", "proto", "redir",
            "resolvers", "sni", "track", "ws", "agent-send", "seat-of");

    static OutlineServer of(final OutlineStatement statement, final List<String> defaults) {
        final List<String> whole = new ArrayList<>(defaults);
        whole.addAll(statement.words().subList(Math.min(OPTIONS_AT, statement.words().size()), statement.words().size()));
        final List<String> others = new ArrayList<>();
        int weight = ConfiguredServer.DEFAULT.weight();
        int maxconn = ConfiguredServer.DEFAULT.maxconn();
        boolean disabled = false;
        for (int i = 0; i < whole.size(); i++) {
            final String word = whole.get(i);
            final String next = i + 1 < whole.size() ? whole.get(i + 1) : "";
            switch (word) {
                case "disabled" -> disabled = true;
                case "enabled" -> disabled = false;
                case "weight", "maxconn" -> {
                    weight = word.equals("weight") ? number(next, weight) : weight;
                    maxconn = word.equals("maxconn") ? number(next, maxconn) : maxconn;
                    i++;
                }
                default -> {
                    others.add(word);
                    if (TAKES_ANY_WORD.contains(word)) {
                        others.add(next);
                        i++;
                    }
                }
            }
        }
        return new OutlineServer(statement.word(1), statement.word(2), new ConfiguredServer(disabled, weight, maxconn),
                List.copyOf(others), List.copyOf(whole), statement);
    }

    private static int number(final String text, final int otherwise) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : otherwise;
    }
}
