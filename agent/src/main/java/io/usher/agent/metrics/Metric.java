package io.usher.agent.metrics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One row of the table of metrics.
 *
 * @param scope   what it is about
 * @param name    whole name
 * @param counter true: a counter, else a gauge
 * @param source  the column of {@code show stat} or line of {@code show info} that it comes from
 * @param combine what becomes of several generations' values
 * @param form    how the source is written
 */
record Metric(Scope scope, String name, boolean counter, String source, Combine combine, Form form) {

    /** What a metric is about, with the type of its rows in {@code show stat}. */
    enum Scope {
        FRONTEND("0"), BACKEND("1"), SERVER("2"), PROCESS("");

        private final String type;

        Scope(final String type) {
            this.type = type;
        }

        /** In the column {@code type}. */
        String type() {
            return type;
        }
    }

    /** Several generations, one value. */
    enum Combine {
        /** All generations together; a counter with those that have ended. */
        SUM,
        /** The one that serves. */
        ACTIVE,
        MOST,
        LEAST
    }

    /** From a cell to samples. */
    enum Form {
        NUMBER,
        /** Milliseconds, shown as seconds. */
        MILLIS,
        /** A status: a sample for each that there is, 1 for the one that it has. */
        STATE,
        /** The same for the status of a check. */
        CHECK_STATE,
        /** Servers of a backend by their status. */
        AGG_SERVER_STATUS,
        /** The same, checked ones; HAProxy has both. */
        AGG_SERVER_CHECK_STATUS,
        /** Servers of a backend by the status of their check. */
        AGG_CHECK_STATUS,
        /** Answers by the class of their status: six columns, six samples. */
        CODE,
        /** 1, with a label. */
        VERSION,
        /** 1 for up. */
        UP
    }

    /** In the order in which they are shown. */
    static final List<Metric> TABLE = load();

    /** What a person reads of it. */
    String help() {
        final String words = name.replaceFirst("haproxy_[a-z]+_", "").replaceFirst("_total$", "").replace('_', ' ');
        return switch (combine) {
            case SUM -> words + (counter ? ", of all generations since the first" : ", of all living generations");
            case ACTIVE -> words + ", of the generation that serves";
            case MOST -> words + ", the most of any living generation";
            case LEAST -> words + ", the least of any living generation";
        };
    }

    private static List<Metric> load() {
        final List<Metric> metrics = new ArrayList<>();
        try (InputStream in = Metric.class.getResourceAsStream("haproxy.tsv");
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    final String[] cells = line.split("\t");
                    for (final char scope : cells[0].toCharArray()) {
                        metrics.add(row(scope(scope), cells));
                    }
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("the table of metrics", e);
        }
        return List.copyOf(metrics);
    }

    private static Metric row(final Scope scope, final String[] cells) {
        return new Metric(scope, "haproxy_" + scope.name().toLowerCase(Locale.ROOT) + "_" + cells[1], cells[2].equals("counter"),
                cells[3], Combine.valueOf(cells[4].toUpperCase(Locale.ROOT)),
                Form.valueOf(cells[5].toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    private static Scope scope(final char letter) {
        return switch (letter) {
            case 'f' -> Scope.FRONTEND;
            case 'b' -> Scope.BACKEND;
            case 's' -> Scope.SERVER;
            case 'p' -> Scope.PROCESS;
            default -> throw new IllegalStateException("scope '" + letter + "' in the table of metrics (expected: f, b, s or p)");
        };
    }
}
