package io.usher.agent.configuration;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code server} and {@code default-server} lines (HAProxy configuration manual, 5.2) of files that the proxy has
 * accepted, for their {@code disabled}, {@code weight} and {@code maxconn}: the stats socket tells the configured weight, but
 * neither of the others once they were changed.
 */
public final class ConfiguredServers {
    private final Map<String, ConfiguredServer> byName = new HashMap<>();
    private final Map<String, ConfiguredServer> byDefaults = new HashMap<>();
    private final Map<String, String> environment;
    private ConfiguredServer lastDefaults = ConfiguredServer.DEFAULT;
    private ConfiguredServer sectionDefault = ConfiguredServer.DEFAULT;
    private String section = "";
    private String name = "";

    private ConfiguredServers(final Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * {@code BACKEND/SERVER} to what the files say of it.
     *
     * @param texts       the files' contents, in order
     * @param environment variables as the proxy has them
     */
    public static Map<String, ConfiguredServer> read(final List<String> texts, final Map<String, String> environment) {
        final ConfiguredServers reader = new ConfiguredServers(environment);
        texts.forEach(reader::file);
        return Map.copyOf(reader.byName);
    }

    private void file(final String text) {
        for (final String raw : text.split("\n")) {
            line(ConfigurationLine.of(raw, environment));
        }
        endSection();
        section = "";
    }

    private void line(final ConfigurationLine line) {
        switch (line.word(0)) {
            case "defaults", "backend", "listen", "frontend", "global", "peers", "resolvers", "userlist", "program", "ring",
                    "mailers", "cache", "http-errors", "fcgi-app" -> beginSection(line);
            case "default-server" -> sectionDefault = values(line, 1, sectionDefault);
            case "server" -> {
                if (section.equals("backend") || section.equals("listen")) {
                    final ConfiguredServer found = values(line, 3, sectionDefault);
                    byName.put(name + "/" + line.word(1),
                            new ConfiguredServer(found.disabled(), found.weight(), found.maxconn(), line.word(2)));
                }
            }
            default -> {
                // no matter of servers
            }
        }
    }

    private void beginSection(final ConfigurationLine line) {
        endSection();
        section = line.word(0);
        name = line.word(1);
        if (section.equals("defaults")) {
            name = name.equals("from") ? "" : name;
            sectionDefault = from(line, ConfiguredServer.DEFAULT);
        } else {
            sectionDefault = from(line, lastDefaults);
        }
    }

    /** {@code backend b from DEFAULTS} (configuration manual, 4). */
    private ConfiguredServer from(final ConfigurationLine line, final ConfiguredServer otherwise) {
        for (int i = 1; i < line.words().size() - 1; i++) {
            if (line.word(i).equals("from")) {
                return byDefaults.getOrDefault(line.word(i + 1), otherwise);
            }
        }
        return otherwise;
    }

    private void endSection() {
        if (section.equals("defaults")) {
            lastDefaults = sectionDefault;
            if (!name.isEmpty()) {
                byDefaults.put(name, sectionDefault);
            }
        }
    }

    private static ConfiguredServer values(final ConfigurationLine line, final int from, final ConfiguredServer base) {
        boolean disabled = base.disabled();
        int weight = base.weight();
        int maxconn = base.maxconn();
        for (int i = from; i < line.words().size(); i++) {
            switch (line.word(i)) {
                case "disabled" -> disabled = true;
                case "enabled" -> disabled = false;
                case "weight" -> weight = number(line.word(++i), weight);
                case "maxconn" -> maxconn = number(line.word(++i), maxconn);
                default -> {
                    // another parameter, or another's argument
                }
            }
        }
        return new ConfiguredServer(disabled, weight, maxconn);
    }

    private static int number(final String text, final int otherwise) {
        try {
            return Integer.parseInt(text);
        } catch (final NumberFormatException e) {
            return otherwise; // the proxy took the line, so this is no number in a place this reader does not know
        }
    }
}
