package io.usher.agent.configuration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One section of an {@link Outline}, with what its defaults and {@code default-server} lines add to it. */
final class OutlineSection {
    private final String key;
    private final OutlineStatement header;
    private final OutlineSection defaults; // null = begins with HAProxy's own
    private final List<OutlineStatement> statements = new ArrayList<>();
    private final Map<String, OutlineServer> servers = new LinkedHashMap<>();
    private final List<String> serverDefaults = new ArrayList<>();
    private Optional<OutlineStatement> maxconn;

    OutlineSection(final String key, final OutlineStatement header, final OutlineSection defaults) {
        this.key = key;
        this.header = header;
        this.defaults = defaults;
        this.maxconn = defaults == null ? Optional.empty() : defaults.maxconn;
        if (defaults != null) {
            serverDefaults.addAll(defaults.serverDefaults);
        }
    }

    void add(final OutlineStatement statement) {
        switch (statement.word(0)) {
            case "default-server" -> serverDefaults.addAll(statement.words().subList(1, statement.words().size()));
            case "server" -> {
                if (serves()) {
                    servers.put(statement.word(1), OutlineServer.of(statement, serverDefaults));
                } else {
                    statements.add(statement);
                }
            }
            case "server-template" -> {
                final List<String> all = new ArrayList<>(statement.words());
                all.addAll(serverDefaults);
                statements.add(new OutlineStatement(all, statement.file(), statement.line()));
            }
            case "maxconn" -> {
                if (limits()) {
                    maxconn = Optional.of(statement);
                } else {
                    statements.add(statement);
                }
            }
            default -> statements.add(statement);
        }
    }

    private boolean serves() {
        return kind().equals("backend") || kind().equals("listen");
    }

    private boolean limits() {
        return kind().equals("frontend") || kind().equals("listen") || kind().equals("defaults");
    }

    /** Unique in its outline. */
    String key() {
        return key;
    }

    String kind() {
        return header.word(0);
    }

    String name() {
        return header.word(1);
    }

    OutlineStatement header() {
        return header;
    }

    /** The key of the defaults it begins with; "" for none. */
    String inherits() {
        return defaults == null ? "" : defaults.key;
    }

    /** All but those that tell of servers, and a limit that its frontend has. */
    List<OutlineStatement> statements() {
        return List.copyOf(statements);
    }

    /** By name, in order. */
    Map<String, OutlineServer> servers() {
        return servers;
    }

    /** The most client connections, its own or by defaults; empty = the process's. Means something where clients come in. */
    Optional<OutlineStatement> maxconn() {
        return kind().equals("frontend") || kind().equals("listen") ? maxconn : Optional.empty();
    }

    /** The algorithm that says which server comes next. */
    String balance() {
        String found = defaults == null ? "" : defaults.balance();
        for (final OutlineStatement statement : statements) {
            found = statement.word(0).equals("balance") ? statement.word(1) : found;
        }
        return found;
    }
}
