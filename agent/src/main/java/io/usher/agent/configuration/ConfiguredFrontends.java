package io.usher.agent.configuration;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code frontend} and {@code listen} sections (HAProxy configuration manual, 4) of files that the proxy has accepted, for
 * their {@code disabled} and {@code maxconn}, {@code defaults} included.
 */
final class ConfiguredFrontends {
    private final Map<String, ConfiguredFrontend> byName = new HashMap<>();
    private final Map<String, ConfiguredFrontend> byDefaults = new HashMap<>();
    private final Map<String, String> environment;
    private ConfiguredFrontend lastDefaults = ConfiguredFrontend.DEFAULT;
    private ConfiguredFrontend current = ConfiguredFrontend.DEFAULT;
    private String section = "";
    private String name = "";

    private ConfiguredFrontends(final Map<String, String> environment) {
        this.environment = environment;
    }

    static Map<String, ConfiguredFrontend> read(final List<String> texts, final Map<String, String> environment) {
        final ConfiguredFrontends reader = new ConfiguredFrontends(environment);
        for (final String text : texts) {
            text.lines().forEach(raw -> reader.line(ConfigurationLine.of(raw, environment)));
            reader.endSection();
            reader.section = "";
        }
        return Map.copyOf(reader.byName);
    }

    private void line(final ConfigurationLine line) {
        switch (line.word(0)) {
            case "defaults", "backend", "listen", "frontend", "global", "peers", "resolvers", "userlist", "program", "ring",
                    "mailers", "cache", "http-errors", "fcgi-app" -> beginSection(line);
            case "disabled" -> current = new ConfiguredFrontend(true, current.maxconn());
            case "enabled" -> current = new ConfiguredFrontend(false, current.maxconn());
            case "maxconn" -> current = new ConfiguredFrontend(current.disabled(), number(line.word(1), current.maxconn()));
            default -> {
                // no matter of connections
            }
        }
    }

    private void beginSection(final ConfigurationLine line) {
        endSection();
        section = line.word(0);
        name = line.word(1).equals("from") ? "" : line.word(1);
        current = section.equals("defaults") ? from(line, ConfiguredFrontend.DEFAULT) : from(line, lastDefaults);
    }

    private ConfiguredFrontend from(final ConfigurationLine line, final ConfiguredFrontend otherwise) {
        for (int i = 1; i < line.words().size() - 1; i++) {
            if (line.word(i).equals("from")) {
                return byDefaults.getOrDefault(line.word(i + 1), otherwise);
            }
        }
        return otherwise;
    }

    private void endSection() {
        switch (section) {
            case "frontend", "listen" -> byName.put(name, current);
            case "defaults" -> {
                lastDefaults = current;
                byDefaults.put(name, current);
            }
            default -> {
                // takes no connections
            }
        }
    }

    private static int number(final String text, final int otherwise) {
        try {
            return Integer.parseInt(text);
        } catch (final NumberFormatException e) {
            return otherwise; // the proxy took the line, so this is no number in a place this reader does not know
        }
    }
}
