package io.usher.agent.metrics;

import io.usher.agent.metrics.Metric.Combine;
import io.usher.agent.metrics.Metric.Scope;
import io.usher.agent.metrics.ProxyMetrics.Said;
import io.usher.agent.proxy.StatTable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One scrape, written metric by metric. What there is, and what is not combined, comes from the generation that serves. Labels
 * are those of both exporters: {@code proxy} of the one built into HAProxy, and {@code frontend} or {@code backend} of the older
 * one, on the same samples, so that the dashboards of either find them and no sum counts twice.
 */
final class Exposition {
    private static final List<String> SERVER_STATES = List.of("DOWN", "UP", "MAINT", "DRAIN", "NOLB");
    private static final List<String> PROXY_STATES = List.of("DOWN", "UP");
    /** The manual's list (management, 9.1, check_status), as the exporter orders it. */
    private static final List<String> CHECK_STATES = List.of("HANA", "SOCKERR", "L4OK", "L4TOUT", "L4CON", "L6OK", "L6TOUT",
            "L6RSP", "L7TOUT", "L7RSP", "L7OK", "L7OKC", "L7STS", "PROCERR", "PROCTOUT", "PROCOK");
    private static final String RUNNING = "* "; // before the last result while a check is on its way
    private static final double MILLIS = 1000;

    private final Said active;
    private final List<Said> all;
    private final CounterTotals totals;
    private final StringBuilder out;
    private final Map<Scope, List<Thing>> things = new EnumMap<>(Scope.class);
    private final List<Map<String, List<String>>> earlier = new ArrayList<>(); // rows of each generation but the active, by key
    private final List<Said> others = new ArrayList<>();
    private Map<String, Map<String, Integer>> statuses = Map.of(); // by backend: servers by status
    private Map<String, Map<String, Integer>> checks = Map.of(); // by backend: servers by status of the check

    Exposition(final Said active, final List<Said> all, final CounterTotals totals, final StringBuilder out) {
        this.active = active;
        this.all = all;
        this.totals = totals;
        this.out = out;
    }

    /**
     * Something with metrics.
     *
     * @param row    in the active generation's table
     * @param labels without the closing brace; empty = none
     * @param counts its counters over all generations
     */
    private record Thing(String key, String proxy, List<String> row, String labels, long[] counts) {
    }

    void write() {
        gather();
        out.append("# HELP haproxy_up 1 if the proxy answers\n# TYPE haproxy_up gauge\nhaproxy_up 1\n");
        out.append("# HELP haproxy_version_info 1, with the proxy's version\n# TYPE haproxy_version_info gauge\n"
                + "haproxy_version_info{version=\"")
                .append(escaped(active.info().getOrDefault("Version", ""))).append("\",release_date=\"")
                .append(escaped(active.info().getOrDefault("Release_date", ""))).append("\"} 1\n");
        for (final Metric metric : Metric.TABLE) {
            out.append("# HELP ").append(metric.name()).append(' ').append(metric.help()).append("\n# TYPE ")
                    .append(metric.name()).append(metric.counter() ? " counter\n" : " gauge\n");
            final int column = active.stat().column(metric.source());
            final int[] columns = others.stream().mapToInt(one -> one.stat().column(metric.source())).toArray();
            things.getOrDefault(metric.scope(), List.of()).forEach(thing -> samples(metric, thing, column, columns));
        }
    }

    private void gather() {
        final StatTable stat = active.stat();
        final int type = stat.column("type");
        final int status = stat.column("status");
        final int check = stat.column("check_status");
        statuses = new HashMap<>();
        checks = new HashMap<>();
        for (final List<String> row : stat.rows()) {
            final Thing thing = thing(stat, row, StatTable.cell(row, type));
            if (thing != null) {
                things.computeIfAbsent(scope(StatTable.cell(row, type)), s -> new ArrayList<>()).add(thing);
            }
            if (StatTable.cell(row, type).equals(Scope.SERVER.type())) {
                statuses.computeIfAbsent(thing.proxy, p -> new HashMap<>())
                        .merge(state(StatTable.cell(row, status)), 1, Integer::sum);
                checks.computeIfAbsent(thing.proxy, p -> new HashMap<>())
                        .merge(checkState(StatTable.cell(row, check)), 1, Integer::sum);
            }
        }
        things.put(Scope.PROCESS, List.of(new Thing(Counts.PROCESS, "", List.of(), "", totals.total(Counts.PROCESS))));
        for (final Said one : all) {
            if (one != active) {
                others.add(one);
                earlier.add(byKey(one.stat()));
            }
        }
    }

    private Thing thing(final StatTable stat, final List<String> row, final String type) {
        final String proxy = StatTable.cell(row, stat.column("pxname"));
        final String server = StatTable.cell(row, stat.column("svname"));
        final String label = "{proxy=\"" + escaped(proxy) + "\"";
        final String key = Counts.key(type, proxy, server);
        final Scope scope = scope(type);
        if (scope == null) {
            return null; // sockets of frontends
        }
        final String labels = switch (scope) {
            case FRONTEND -> label + ",frontend=\"" + escaped(proxy) + "\"";
            case BACKEND -> label + ",backend=\"" + escaped(proxy) + "\"";
            default -> label + ",server=\"" + escaped(server) + "\",backend=\"" + escaped(proxy) + "\"";
        };
        return new Thing(key, proxy, row, labels, totals.total(key));
    }

    private static Scope scope(final String type) {
        for (final Scope scope : Scope.values()) {
            if (scope != Scope.PROCESS && scope.type().equals(type)) {
                return scope;
            }
        }
        return null;
    }

    private static Map<String, List<String>> byKey(final StatTable stat) {
        final Map<String, List<String>> rows = new HashMap<>();
        final int type = stat.column("type");
        final int proxy = stat.column("pxname");
        final int server = stat.column("svname");
        stat.rows().forEach(row -> {
            final String key = Counts.key(StatTable.cell(row, type), StatTable.cell(row, proxy), StatTable.cell(row, server));
            rows.put(key, row);
        });
        return rows;
    }

    private void samples(final Metric metric, final Thing thing, final int column, final int[] columns) {
        final String cell = metric.scope() == Scope.PROCESS ? active.info().getOrDefault(metric.source(), "")
                : StatTable.cell(thing.row, column);
        switch (metric.form()) {
            case STATE -> states(metric, thing, metric.scope() == Scope.SERVER ? SERVER_STATES : PROXY_STATES, state(cell));
            case CHECK_STATE -> {
                if (!cell.isEmpty()) {
                    states(metric, thing, CHECK_STATES, checkState(cell));
                }
            }
            case AGG_SERVER_STATUS, AGG_SERVER_CHECK_STATUS -> counted(metric, thing, SERVER_STATES, statuses);
            case AGG_CHECK_STATUS -> counted(metric, thing, CHECK_STATES, checks);
            case CODE -> codes(metric, thing);
            case VERSION -> out.append(metric.name()).append("{version=\"").append(escaped(cell)).append("\"} 1\n");
            case UP -> sample(metric, thing, "", "").append(up(cell) ? "1\n" : "0\n");
            default -> number(metric, thing, cell, columns);
        }
    }

    private void number(final Metric metric, final Thing thing, final String cell, final int[] columns) {
        if (cell.isEmpty()) {
            return; // it has none such, as a server without a check has no result of one
        }
        final long value = metric.counter() ? thing.counts[Counts.COLUMNS.indexOf(metric.source())]
                : combined(metric, thing, cell, columns);
        sample(metric, thing, "", "");
        if (metric.form() == Metric.Form.MILLIS) {
            out.append(value / MILLIS).append('\n');
        } else {
            out.append(value).append('\n');
        }
    }

    private long combined(final Metric metric, final Thing thing, final String cell, final int[] columns) {
        long value = signed(cell);
        if (metric.combine() == Combine.ACTIVE) {
            return value;
        }
        for (int i = 0; i < others.size(); i++) {
            final List<String> row = earlier.get(i).get(thing.key);
            final String other = metric.scope() == Scope.PROCESS ? others.get(i).info().getOrDefault(metric.source(), "")
                    : row == null ? "" : StatTable.cell(row, columns[i]);
            if (!other.isEmpty()) {
                value = switch (metric.combine()) {
                    case MOST -> Math.max(value, signed(other));
                    case LEAST -> Math.min(value, signed(other));
                    default -> value + signed(other);
                };
            }
        }
        return value;
    }

    /** Some gauges are -1 where there was nothing yet. */
    private static long signed(final String text) {
        return text.startsWith("-") ? -Counts.number(text.substring(1)) : Counts.number(text);
    }

    private void states(final Metric metric, final Thing thing, final List<String> states, final String now) {
        for (final String state : states) {
            sample(metric, thing, "state", state).append(state.equals(now) ? "1\n" : "0\n");
        }
    }

    private void counted(final Metric metric, final Thing thing, final List<String> states,
                         final Map<String, Map<String, Integer>> counts) {
        for (final String state : states) {
            sample(metric, thing, "state", state).append(counts.getOrDefault(thing.proxy, Map.of()).getOrDefault(state, 0))
                    .append('\n');
        }
    }

    private void codes(final Metric metric, final Thing thing) {
        for (final String code : Counts.codes()) {
            if (!StatTable.cell(thing.row, active.stat().column(metric.source() + code)).isEmpty()) {
                sample(metric, thing, "code", code).append(thing.counts[Counts.COLUMNS.indexOf(metric.source() + code)])
                        .append('\n');
            }
        }
    }

    private StringBuilder sample(final Metric metric, final Thing thing, final String label, final String value) {
        out.append(metric.name()).append(thing.labels);
        if (!label.isEmpty()) {
            out.append(',').append(label).append("=\"").append(value).append('"');
        }
        return out.append(thing.labels.isEmpty() ? " " : "} ");
    }

    /** {@code UP 1/2} is up, on its way down; OPEN, FULL and {@code no check} are up, too, and STOP is down. */
    private static String state(final String status) {
        for (final String state : SERVER_STATES) {
            if (status.startsWith(state)) {
                return state;
            }
        }
        return status.startsWith("STOP") ? "DOWN" : "UP";
    }

    private static String checkState(final String status) {
        return status.startsWith(RUNNING) ? status.substring(RUNNING.length()) : status;
    }

    /** As the older exporter sees it: one that drains is up. */
    private static boolean up(final String status) {
        final String state = state(status);
        return state.equals("UP") || state.equals("DRAIN");
    }

    private static String escaped(final String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
