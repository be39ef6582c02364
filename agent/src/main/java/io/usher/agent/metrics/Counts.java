package io.usher.agent.metrics;

import io.usher.agent.proxy.StatTable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one generation has counted, by the thing that it counts for: {@code type/proxy/server} of a row of {@code show stat}, or
 * {@link #PROCESS}. The numbers stand in the order of {@link #COLUMNS}.
 */
final class Counts {
    static final String PROCESS = "process";
    /** Columns of show stat and lines of show info that count. */
    static final List<String> COLUMNS = columns();

    private Counts() {
    }

    private static List<String> columns() {
        final Set<String> columns = new LinkedHashSet<>();
        for (final Metric metric : Metric.TABLE) {
            if (metric.counter()) {
                columns.addAll(sources(metric));
            }
        }
        return List.copyOf(columns);
    }

    /** Several where a metric is made of several columns. */
    static List<String> sources(final Metric metric) {
        return metric.form() == Metric.Form.CODE ? codes().stream().map(code -> metric.source() + code).toList()
                : List.of(metric.source());
    }

    /** Classes of an answer's status, as columns and labels name them. */
    static List<String> codes() {
        return List.of("1xx", "2xx", "3xx", "4xx", "5xx", "other");
    }

    static String key(final String type, final String proxy, final String server) {
        return type + "/" + proxy + "/" + server;
    }

    static Map<String, long[]> of(final StatTable stat, final Map<String, String> info) {
        final Map<String, long[]> counts = new HashMap<>();
        final int[] at = COLUMNS.stream().mapToInt(stat::column).toArray();
        final int type = stat.column("type");
        final int proxy = stat.column("pxname");
        final int server = stat.column("svname");
        for (final List<String> row : stat.rows()) {
            final long[] numbers = new long[at.length];
            for (int i = 0; i < at.length; i++) {
                numbers[i] = number(StatTable.cell(row, at[i]));
            }
            counts.put(key(StatTable.cell(row, type), StatTable.cell(row, proxy), StatTable.cell(row, server)), numbers);
        }
        final List<Long> process = new ArrayList<>();
        COLUMNS.forEach(line -> process.add(number(info.getOrDefault(line, ""))));
        counts.put(PROCESS, process.stream().mapToLong(Long::longValue).toArray());
        return counts;
    }

    /** What is no number counts as nothing. */
    static long number(final String text) {
        if (text.isEmpty() || text.length() > 18) {
            return 0;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            final int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    static long[] none() {
        return new long[COLUMNS.size()];
    }

    static void add(final long[] to, final long[] from) {
        Arrays.setAll(to, i -> to[i] + from[i]);
    }
}
