package io.usher.agent.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.usher.agent.event.Event;
import io.usher.agent.event.EventFilter;
import io.usher.agent.event.EventLog;
import io.usher.agent.proxy.BackendRow;
import io.usher.agent.proxy.ContestedServer;
import io.usher.agent.proxy.GenerationReport;
import io.usher.agent.proxy.SeatReport;
import io.usher.agent.proxy.ServerRow;
import io.usher.agent.proxy.ServerTable;
import io.usher.agent.store.Database;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers and seats are told of, look by look, and over a restart of the agent. */
class WatchesTest {
    private static final Duration KEEP = Duration.ofDays(90);
    @TempDir
    private Path folder;
    private Database database;
    private EventLog log;
    private ServerWatch servers;
    private SeatWatch seats;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(folder);
        begin();
    }

    @AfterEach
    void close() throws Exception {
        log.close();
        database.close();
    }

    private void begin() {
        log = new EventLog(database, KEEP, InstantSource.system());
        final Past past = new Past(log);
        servers = new ServerWatch(log, past, (backend, server) -> Optional.of("anna"));
        seats = new SeatWatch(log, past);
    }

    /** The next agent. */
    private void again() throws Exception {
        log.close();
        begin();
    }

    /** Everything told so far, as type and subject and state. */
    private List<String> told() throws Exception {
        log.close(); // which stores what was published
        final List<String> told = new ArrayList<>();
        for (final Event event : log.page(EventFilter.ALL, OptionalLong.of(0), 1000).events()) {
            final String to = Past.detail(event, "to") + Past.detail(event, "inWork");
            assertTrue(event.type().keys().containsAll(new ObjectMapper().readValue(event.detail(), Map.class).keySet()),
                    event::toString);
            told.add(event.type().word() + " " + event.subject() + (to.isEmpty() ? "" : " " + to));
        }
        return told;
    }

    private static ServerRow server(final String name, final String status, final long current) {
        return new ServerRow("web", name, "127.0.0.1:9001", 0, 1, 1, 1, status, "L4OK", current, 0, 0);
    }

    private static ServerTable table(final ServerRow... rows) {
        return new ServerTable(List.of(), List.of(new BackendRow("web", "UP", 1, 0, 0, 0, 0)), List.of(rows));
    }

    private void look(final ServerRow... rows) {
        servers.look(1, table(rows), Map.of());
    }

    @Test
    void tellsOfAStateWhenItChangesAndNotWhileACheckIsCounted() throws Exception {
        look(server("s1", "UP", 0));
        look(server("s1", "UP 1/2", 0));
        look(server("s1", "DOWN", 0));
        look(server("s1", "DOWN 1/2", 0));
        look(server("s1", "UP", 0));
        assertEquals(List.of("server.state web/s1 down", "server.state web/s1 up"), told());
    }

    @Test
    void tellsOfOneThatIsFoundDownAtTheFirstLook() throws Exception {
        look(server("s1", "UP", 0), server("s2", "DOWN", 0), server("s3", "no check", 0));
        assertEquals(List.of("server.state web/s2 down"), told());
    }

    @Test
    void tellsWhatIsLeftAtADrainingServerWithThatOfEarlierGenerations() throws Exception {
        look(server("s1", "UP", 3));
        look(server("s1", "DRAIN", 2));
        look(server("s1", "DRAIN", 2));
        servers.look(2, table(server("s1", "DRAIN", 0)), Map.of("web/s1", 1L));
        servers.look(2, table(server("s1", "DRAIN", 0)), Map.of());
        servers.look(2, table(server("s1", "DRAIN", 0)), Map.of());
        assertEquals(List.of("server.state web/s1 drain", "server.drain web/s1 2", "server.drain web/s1 1",
                "server.drain web/s1 0"),
                told());
    }

    @Test
    void tellsOfServersThatComeAndGo() throws Exception {
        look(server("s1", "UP", 0));
        look(server("s1", "UP", 0), server("s2", "UP", 0));
        look(server("s2", "UP", 0));
        assertEquals(List.of("server.added web/s2", "server.removed web/s1"), told());
    }

    @Test
    void tellsTheNextTimeOfWhatHappenedWhileNobodyLookedAndOfNothingTwice() throws Exception {
        look(server("s1", "DOWN", 0), server("s2", "UP", 0));
        again();
        look(server("s1", "DOWN", 0), server("s2", "DOWN", 0));
        again();
        look(server("s1", "UP", 0), server("s2", "DOWN", 0));
        assertEquals(List.of("server.state web/s1 down", "server.state web/s2 down", "server.state web/s1 up"), told());
    }

    private static GenerationReport report(final int number, final long contested, final SeatReport... held) {
        return new GenerationReport(number, "active", true, 1, "", Optional.empty(), Optional.empty(), 0, 0, 0, List.of(held),
                List.of(), Map.of(),
                contested == 0 ? List.of() : List.of(new ContestedServer("web", "s1", "127.0.0.1:9001", contested)));
    }

    private static SeatReport held(final String id) {
        return new SeatReport(id, 1, "web", "s1", "127.0.0.1:9001", "on-hold", 10, "", "client-gone");
    }

    @Test
    void tellsOfAHoldOnceAlsoWhereItPassesToAnotherGenerationOrAgent() throws Exception {
        seats.look(List.of(report(1, 0, held("1.7"))), List.of(1));
        seats.look(List.of(report(1, 0, held("1.7")), report(2, 0)), List.of(1, 2));
        seats.look(List.of(report(2, 0, held("1.7"))), List.of(2));
        again();
        seats.look(List.of(report(2, 0, held("1.7"))), List.of(2));
        assertTrue(seats.anyHeld());
        seats.look(List.of(report(2, 0)), List.of(2));
        assertEquals(List.of("hold.began web/s1", "hold.ended web/s1"), told());
    }

    @Test
    void endsNoHoldOfAGenerationThatDoesNotAnswer() throws Exception {
        seats.look(List.of(report(1, 0, held("1.7"))), List.of(1));
        seats.look(List.of(), List.of(1));
        seats.look(List.of(), List.of());
        assertEquals(List.of("hold.began web/s1"), told());
    }

    @Test
    void tellsOfContestedSeatsWhenThereAreMore() throws Exception {
        seats.look(List.of(report(1, 2)), List.of(1));
        seats.look(List.of(report(1, 2)), List.of(1));
        again();
        seats.look(List.of(report(1, 2)), List.of(1));
        seats.look(List.of(report(1, 3)), List.of(1));
        assertEquals(List.of("server.contested web/s1", "server.contested web/s1"), told());
    }
}
