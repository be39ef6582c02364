package io.usher.agent.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

/** The table of metrics beside what the real exporters show. */
class MetricTest {
    /** About the older exporter's own process; the others are written without a row. */
    private static final Set<String> OF_NO_ROW = Set.of("haproxy_exporter_build_info",
            "haproxy_exporter_csv_parse_failures_total", "haproxy_exporter_scrapes_total", "haproxy_up", "haproxy_version_info");

    private static Map<String, String> real(final String file) throws Exception {
        final Map<String, String> types = new TreeMap<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                MetricTest.class.getResourceAsStream(file), StandardCharsets.UTF_8))) {
            reader.lines().filter(line -> !line.startsWith("#")).map(line -> line.split(" "))
                    .forEach(words -> types.put(words[0], words[1]));
        }
        return types;
    }

    @Test
    void hasEachNameOfBothExportersWithItsTypeAndNoOther() throws Exception {
        final Map<String, String> expected = real("promex-2.6.txt");
        expected.putAll(real("exporter-0.14.txt"));
        expected.keySet().removeAll(OF_NO_ROW);
        final Map<String, String> ours = new TreeMap<>();
        for (final Metric metric : Metric.TABLE) {
            assertEquals(null, ours.put(metric.name(), metric.counter() ? "counter" : "gauge"),
                    metric.name() + " stands there twice");
        }
        assertEquals(expected, ours);
    }
}
