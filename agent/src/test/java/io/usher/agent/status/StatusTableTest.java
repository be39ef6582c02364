package io.usher.agent.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usher.agent.rest.ServicesDouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StatusTableTest {

    @Test
    void showsWhatAnOperatorWantsToKnowFirst() throws IOException {
        final ServicesDouble services = new ServicesDouble();
        services.shutTheGate();
        assertEquals(golden("status.txt"), StatusTable.of(services.snapshot()));
    }

    @Test
    void writesMetricsInPrometheusFormat() throws IOException {
        assertEquals(golden("metrics.txt"), Metrics.of(new ServicesDouble().snapshot()));
    }

    @Test
    void shortensAges() {
        assertEquals("0ms", StatusTable.millis(0));
        assertEquals("999ms", StatusTable.millis(999));
        assertEquals("59s", StatusTable.millis(59_999));
        assertEquals("1m00s", StatusTable.millis(60_000));
        assertEquals("2h05m", StatusTable.millis(7_500_000));
        assertEquals("1d00h", StatusTable.millis(86_400_000));
    }

    private static String golden(final String name) throws IOException {
        try (InputStream in = StatusTableTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
