package io.usher.proxy.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usher.proxy.live.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Holds {@code show stat} against what HAProxy 2.6.12 answered with the same configuration. */
final class StatTest {

    /** Columns that depend on when and where it was asked, or on ports. */
    private static final List<String> VARYING = List.of("lastchg", "check_status", "check_duration", "check_desc",
        "check_health", "addr", "need_conn_est");
    private static final Path GOLDEN = Path.of("src/test/resources/runtime/haproxy-2.6.12-show-stat.csv");

    @Test
    void hasTheColumnsAndRowsOfHaproxy() throws IOException {
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            final String[] golden = Files.readString(GOLDEN).split("\n");
            final String[] answer = fixture.ask("show stat").split("\n");
            assertEquals(golden[0], answer[0]);
            assertEquals(golden.length, answer.length);
            final List<String> columns = List.of(golden[0].substring(2).split(","));
            for (int i = 1; i < golden.length; i++) {
                assertEquals(masked(columns, golden[i]), masked(columns, answer[i]));
            }
        }
    }

    private static List<String> masked(final List<String> columns, final String row) {
        final String[] values = row.split(",", -1);
        for (int i = 0; i < columns.size(); i++) {
            final boolean limit = columns.get(i).equals("slim") && !values[1].startsWith("custom-");
            if (VARYING.contains(columns.get(i)) || limit) {
                values[i] = "*";
            }
        }
        return Arrays.asList(values);
    }

    @Test
    void countsWhatHappened() {
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            final Server server = fixture.server("custombe", "custom-server-1");
            server.counters().bytesIn.add(11);
            server.counters().responses.count(204);
            fixture.instance.lock().lock();
            try {
                server.requestBegan(fixture.nanos);
            } finally {
                fixture.instance.lock().unlock();
            }
            fixture.nanos += 3_000_000_000L;
            final List<String> columns = List.of(StatColumn.headerLine().substring(2).split(","));
            final String[] row = fixture.ask("show stat custombe 4 1").split("\n")[1].split(",", -1);
            assertEquals("1", row[columns.indexOf("scur")]);
            assertEquals("11", row[columns.indexOf("bin")]);
            assertEquals("1", row[columns.indexOf("hrsp_2xx")]);
            assertEquals("3", row[columns.indexOf("lastsess")]);
        }
    }

    /** Whoever reads the brief rows need not ask for the two others. */
    @Test
    void saysInBriefWhatTheLongAnswersSay() {
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            fixture.ask("set server custombe/custom-server-2 state drain");
            fixture.ask("set server custombe/b3 weight 7");
            fixture.ask("set maxconn server custombe/custom-server-1 5");
            fixture.server("custombe", "custom-server-1").counters().cumulatedSessions.add(3);
            final List<Map<String, String>> brief = table(fixture.ask("show stat brief"), ",");
            assertEquals(11, brief.size());
            final List<Map<String, String>> stats = table(fixture.ask("show stat"), ",");
            final List<Map<String, String>> states = table(fixture.ask("show servers state").replaceFirst("1\n", ""), " ");
            int servers = 0;
            for (int i = 0; i < brief.size(); i++) {
                final Map<String, String> row = brief.get(i);
                final Map<String, String> state = row.get("type").equals("2") ? states.get(servers++) : Map.of();
                row.forEach((column, value) -> assertEquals(value, column.startsWith("srv_") ? state.getOrDefault(column, "")
                    : row.get("type").equals("2") && List.of("req_tot", "act", "bck").contains(column) ? ""
                    : stats.get(brief.indexOf(row)).get(column), row + ": " + column));
            }
            assertEquals(states.size(), servers);
        }
    }

    private static List<Map<String, String>> table(final String answer, final String separator) {
        final String[] lines = answer.split("\n");
        final String[] names = lines[0].substring(2).split(separator);
        return Arrays.stream(lines).skip(1).map(line -> {
            final String[] values = line.split(separator, -1);
            final Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < names.length; i++) {
                row.put(names[i], values[i]);
            }
            return row;
        }).toList();
    }

    @Test
    void quotesWhatWouldBreakAColumn() {
        final StringBuilder out = new StringBuilder();
        new StatRow(0).set(StatColumn.PXNAME, "a").set(StatColumn.SVNAME, "b,\"c\"").writeTo(out);
        assertEquals("a,\"b,\"\"c\"\"\",", out.substring(0, "a,\"b,\"\"c\"\"\",".length()));
    }
}
