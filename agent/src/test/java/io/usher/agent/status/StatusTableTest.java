package io.usher.agent.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.control.ProxyStatus;
import io.usher.agent.control.StatusSnapshot;
import io.usher.agent.generation.GenerationView;
import io.usher.agent.generation.SeatView;
import io.usher.agent.rest.ServicesDouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTableTest {

    @Test
    void showsWhatAnOperatorWantsToKnowFirst() throws IOException {
        final ServicesDouble services = new ServicesDouble();
        services.shutTheGate();
        assertEquals(golden("status.txt"), StatusTable.of(services.snapshot()));
    }

    @Test
    void showsOneLineASeatAndTheServerOfAHeldOne() {
        final String table = StatusTable.of(withSeats(
                seat("3.1", "", "elsewhere", ""), seat("2.9", "", "on-hold", "dead-generation")));
        assertEquals(1, table.lines().filter(line -> line.contains("127.0.0.1:9001  ") && line.contains("2.9")
                && line.contains("custombe/custom-server-1") && line.endsWith("dead-generation")).count(), table);
        assertEquals(1, table.lines().filter(line -> line.strip().startsWith("3.1 ")).count(), table);
        assertEquals(0, table.lines().filter(line -> line.contains("elsewhere")).count(), table);
    }

    @Test
    void indentsWhatTheProxySaidInSeveralLines() {
        final StatusSnapshot one = new ServicesDouble().snapshot();
        final String table = StatusTable.of(new StatusSnapshot(one.time(), one.version(), one.started(), one.proxy(),
                one.generations(), one.backends(), one.servers(), one.gateOpen(), one.blocking(), one.reloads(), one.lastReload(),
                one.schedules(), one.configuration(), List.of("first\nsecond\n"), one.counters()));
        assertTrue(table.contains("PROBLEM  first\n         second\nconfiguration"), table);
    }

    @Test
    void saysWhatIsNotExactAndWritesNoZerosForSeatsThatAreNotKnown() {
        final StatusSnapshot one = new ServicesDouble().snapshot();
        final StatusSnapshot inexact = new StatusSnapshot(one.time(), one.version(), one.started(),
                new ProxyStatus("HAProxy 2.6.12", false, List.of("seats: not exact", "holds: none")),
                List.of(with(one.generations().get(0), 2, List.of())), one.backends(), one.servers(), one.gateOpen(),
                one.blocking(), one.reloads(), one.lastReload(), one.schedules(), one.configuration(), List.of(), one.counters());
        final String table = StatusTable.of(inexact);
        assertTrue(
                table.contains("proxy  HAProxy 2.6.12, with which not everything is exact\n  seats: not exact\n  holds: none\n"),
                table);
        assertTrue(table.lines().anyMatch(line -> line.matches(" +2  active .* 0 +- +-")), table);
        final String metrics = Metrics.of(inexact);
        assertTrue(metrics.contains("usher_proxy_exact{program=\"HAProxy 2.6.12\"} 0\n"), metrics);
        assertFalse(metrics.contains("usher_seats_"), metrics);
    }

    /** The active generation with these seats, and a finishing one that holds 3.1 itself. */
    private static StatusSnapshot withSeats(final SeatView... seats) {
        final StatusSnapshot one = new ServicesDouble().snapshot();
        final GenerationView active = one.generations().get(0);
        return new StatusSnapshot(one.time(), one.version(), one.started(), one.proxy(), List.of(
                with(active, 3, List.of(seats)), with(active, 2, List.of(seat("3.1", "custom-server-1", "in-work", "")))),
                one.backends(), one.servers(), one.gateOpen(), one.blocking(), one.reloads(), one.lastReload(), one.schedules(),
                one.configuration(), List.of(), one.counters());
    }

    private static GenerationView with(final GenerationView like, final int number, final List<SeatView> seats) {
        return new GenerationView(number, like.state(), like.pid(), like.version(), like.configurationHash(), like.started(),
                like.ended(), like.predecessor(), 0, 0, 0, seats, like.loads(), like.seatEvents(), like.contested(), false,
                false, "");
    }

    private static SeatView seat(final String id, final String server, final String state, final String holdReason) {
        return new SeatView(id, 2, server.isEmpty() ? "" : "custombe", server, "127.0.0.1:9001", state, Instant.EPOCH, 5, "",
                holdReason);
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
