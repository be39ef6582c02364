package io.usher.agent.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.store.Database;
import io.usher.agent.store.DatabaseLocation;
import io.usher.agent.store.Retention;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
    private static final Duration KEEP = Duration.ofDays(90);
    private final ManualThread thread = new ManualThread();
    @TempDir
    private Path folder;
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final InstantSource clock = () -> now;
    private Database database;
    private EventLog log;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(folder);
        log = new EventLog(database, KEEP, clock, thread);
        thread.run();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void publish(final String subject) {
        log.publish(EventType.SERVER_STATE, subject, subject + " is DOWN", Map.of("to", "DOWN"));
        thread.run();
    }

    private OutletDouble subscribe(final EventFilter filter, final OptionalLong after) {
        final OutletDouble outlet = new OutletDouble();
        log.subscribe(filter, after, "a test", outlet);
        thread.run();
        return outlet;
    }

    private OutletDouble subscribe() {
        return subscribe(EventFilter.ALL, OptionalLong.empty());
    }

    private List<Long> stored() {
        return log.page(EventFilter.ALL, OptionalLong.of(0), 10_000).events().stream().map(Event::id).toList();
    }

    @Test
    void writesEachEventAsAStreamOfServerSentEventsHasIt() {
        final OutletDouble outlet = subscribe();
        publish("web/s1");
        assertEquals("retry: 2000\nid: 0\nevent: stream.opened\ndata: {\"id\":0,\"time\":\"2026-11-22T10:00:00Z\","
                + "\"type\":\"stream.opened\",\"subject\":\"stream\",\"message\":\"events are stored\","
                + "\"detail\":{\"stored\":true}}\n\n", outlet.frames.get(0));
        assertEquals("id: 1795341600000000\nevent: server.state\ndata: {\"id\":1795341600000000,"
                + "\"time\":\"2026-11-22T10:00:00Z\",\"type\":\"server.state\",\"subject\":\"web/s1\","
                + "\"message\":\"web/s1 is DOWN\",\"detail\":{\"to\":\"DOWN\"}}\n\n",
                outlet.frames.get(1));
    }

    @Test
    void keepsALineEndInAMessageFromEndingTheFrame() {
        final OutletDouble outlet = subscribe();
        publish("web/s1\n\nevent: forged");
        assertEquals(2, outlet.frames.size());
        assertEquals(4, outlet.frames.get(1).split("\n", -1).length - 1, outlet.frames.get(1));
    }

    @Test
    void givesIdsThatGrowAlsoWhereTheClockIsSetBackOrTheAgentIsAnother() throws Exception {
        publish("web/s1");
        publish("web/s2");
        now = now.minusSeconds(3600);
        publish("web/s3");
        log = new EventLog(database, KEEP, clock, thread);
        thread.run();
        publish("web/s4");
        final List<Long> ids = stored();
        assertEquals(IntStream.range(0, 4).mapToObj(i -> 1795341600000000L + i).toList(), ids);
    }

    @Test
    void goesOnAfterTheLastSeenEventWithoutLossOrRepetition() {
        final OutletDouble first = subscribe();
        for (int i = 0; i < 1000; i++) {
            publish("web/s" + i);
            if (i == 300) {
                first.leave();
            }
        }
        final long seen = first.ids().get(first.ids().size() - 1);
        final OutletDouble second = subscribe(EventFilter.ALL, OptionalLong.of(seen));
        for (int i = 0; i < 10; i++) {
            publish("late/s" + i);
        }
        final List<Long> all = new ArrayList<>(first.ids().subList(1, first.ids().size()));
        all.addAll(second.ids().subList(1, second.ids().size()));
        assertEquals(stored(), all);
        assertEquals(1010, all.size());
    }

    @Test
    void losesNothingThatIsPublishedWhileASubscriberCatchesUpSlowly() {
        for (int i = 0; i < 2000; i++) {
            publish("web/s" + i);
        }
        final OutletDouble outlet = new OutletDouble();
        outlet.reads = false;
        log.subscribe(EventFilter.ALL, OptionalLong.of(0), "a test", outlet);
        for (int i = 0; i < 500; i++) {
            publish("late/s" + i);
            if (i % 10 == 0) {
                outlet.read();
            }
        }
        outlet.reads = true;
        outlet.read();
        thread.run();
        publish("last/s");
        assertEquals(stored(), outlet.ids().subList(1, outlet.ids().size()));
        assertTrue(outlet.most < Subscribers.MOST_WAITING, () -> outlet.most + " bytes waited");
    }

    @Test
    void resumesEvenFromTheOpeningOfAStreamInWhichNothingCame() {
        publish("web/s1");
        final long seen = subscribe().ids().get(0);
        publish("web/s2");
        final OutletDouble outlet = subscribe(EventFilter.ALL, OptionalLong.of(seen));
        assertEquals(List.of("stream.opened", "server.state"), outlet.types());
        assertTrue(outlet.frames.get(1).contains("web/s2"));
    }

    @Test
    void saysSoWhereTheLastSeenEventIsOlderThanWhatIsKept() throws Exception {
        publish("web/s1");
        publish("web/s2");
        final long seen = stored().get(0);
        now = now.plus(Duration.ofDays(91));
        new Retention(database, KEEP, clock).run();
        publish("web/s3");
        final OutletDouble outlet = subscribe(EventFilter.ALL, OptionalLong.of(seen));
        assertEquals(List.of("stream.opened", "stream.gap", "server.state"), outlet.types());
        assertTrue(outlet.frames.get(1).contains("event " + seen + " is older than what is kept (90 days)"),
                outlet.frames.get(1));
        assertFalse(outlet.frames.get(1).contains("\nid:") || outlet.frames.get(1).startsWith("id:"), outlet.frames.get(1));
    }

    @Test
    void saysSoWhereTheLastSeenEventWasNeverHere() {
        publish("web/s1");
        final OutletDouble outlet = subscribe(EventFilter.ALL, OptionalLong.of(stored().get(0) + 7));
        assertEquals(List.of("stream.opened", "stream.gap"), outlet.types());
        assertTrue(outlet.frames.get(1).contains("there is no event"), outlet.frames.get(1));
    }

    @Test
    void letsThroughOnlyWhatIsAskedFor() {
        log.publish(EventType.RELOAD_STATE, "01B", "starting", Map.of());
        publish("web/s1");
        publish("api/s1");
        final EventFilter filter = EventFilter.of(List.of("server"), List.of("web/*"));
        final OutletDouble outlet = subscribe(filter, OptionalLong.of(0));
        publish("web/s2");
        publish("api/s2");
        assertEquals(List.of("web/s1", "web/s2"),
                log.page(filter, OptionalLong.of(0), 9).events().stream().map(Event::subject).toList());
        assertEquals(3, outlet.frames.size(), outlet.frames::toString);
        assertTrue(outlet.frames.get(2).contains("web/s2"));
    }

    @Test
    void cutsASubscriberThatDoesNotReadAndTellsTheOthersOn() {
        final OutletDouble slow = subscribe();
        slow.reads = false;
        final OutletDouble quick = subscribe();
        for (int i = 0; i < 2000; i++) {
            publish("web/s" + i);
        }
        assertTrue(slow.closed);
        assertTrue(slow.most <= Subscribers.MOST_WAITING, () -> slow.most + " bytes waited");
        assertEquals("stream.cut", slow.types().get(slow.types().size() - 1));
        assertEquals(2001, quick.frames.size());
    }

    @Test
    void beatsForThoseThatReadAndCutsThoseThatTakeNothingForTwoBeats() {
        final OutletDouble slow = subscribe();
        slow.reads = false;
        final OutletDouble quick = subscribe();
        thread.pass(Subscribers.HEARTBEAT);
        thread.pass(Subscribers.HEARTBEAT);
        assertEquals(List.of("stream.opened", ":", ":"), quick.types());
        assertEquals(List.of("stream.opened", ":", "stream.cut"), slow.types());
        slow.leave();
        quick.leave();
        thread.pass(Subscribers.HEARTBEAT);
        thread.pass(Subscribers.HEARTBEAT);
        assertEquals(3, quick.frames.size());
    }

    @Test
    void givesThePagesOfWhatIsStored() {
        for (int i = 0; i < 5; i++) {
            publish("web/s" + i);
        }
        final List<Long> all = stored();
        final EventPage first = log.page(EventFilter.ALL, OptionalLong.of(0), 3);
        assertEquals(new EventPage(first.events(), all.get(2), true), first);
        final EventPage second = log.page(EventFilter.ALL, OptionalLong.of(first.next()), 3);
        assertEquals(all.subList(3, 5), second.events().stream().map(Event::id).toList());
        assertFalse(second.more());
        assertEquals(all.subList(2, 5),
                log.page(EventFilter.ALL, OptionalLong.empty(), 3).events().stream().map(Event::id).toList());
        assertEquals(all.get(4), log.page(EventFilter.ALL, OptionalLong.of(second.next()), 3).next());
    }

    @Test
    void tellsWithoutADatabaseAndSaysThatNothingIsStored() throws Exception {
        final Path noFolder = Files.writeString(folder.resolve("file"), "").resolve("below");
        try (Database none = Database.connect(new DatabaseLocation.Embedded(noFolder))) {
            log = new EventLog(none, KEEP, clock, thread);
            publish("web/s1");
            final OutletDouble outlet = subscribe();
            publish("web/s2");
            assertEquals(List.of("stream.opened", "server.state"), outlet.types());
            assertTrue(outlet.frames.get(0).contains("\"stored\":false"), outlet.frames.get(0));
            final OutletDouble again = subscribe(EventFilter.ALL, OptionalLong.of(outlet.ids().get(0)));
            assertEquals(outlet.ids().subList(1, 2), again.ids().subList(1, again.ids().size()));
            final OutletDouble unknown = subscribe(EventFilter.ALL, OptionalLong.of(5));
            assertEquals(List.of("stream.opened", "stream.gap", "server.state", "server.state"), unknown.types());
        }
    }

    @Test
    void storesLaterWhatCouldNotBeStoredAndTellsWhatIsLost() throws Exception {
        database.close();
        final OutletDouble outlet = subscribe();
        for (int i = 0; i < EventLog.MOST_UNSTORED + 5; i++) {
            publish("web/s" + i);
        }
        assertEquals(EventLog.MOST_UNSTORED + 6, outlet.frames.size());
        database.reconnect();
        thread.pass(Duration.ofSeconds(5));
        final List<Event> kept = log.page(EventFilter.ALL, OptionalLong.of(0), 20_000).events();
        assertEquals(EventLog.MOST_UNSTORED + 1, kept.size());
        assertEquals("web/s5", kept.get(0).subject());
        assertEquals(EventType.EVENTS_LOST, kept.get(kept.size() - 1).type());
        assertEquals("{\"count\":5}", kept.get(kept.size() - 1).detail());
    }
}
