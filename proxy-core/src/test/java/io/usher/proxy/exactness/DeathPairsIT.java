package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both generations of a handover die in the midst of it, or one of them is stopped there (SIGSTOP) and goes on much later. */
class DeathPairsIT {
    /** Where who owns what is about to change, or has just changed; at each of them one side stops, and both are killed. */
    private static final List<DeathPoint> TURNS = List.of(
        new DeathPoint(false, "sent", "WELCOME"), new DeathPoint(false, "received", "READY"),
        new DeathPoint(false, "sending", "COMMIT"), new DeathPoint(false, "received", "ACTIVE"),
        new DeathPoint(false, "sent", "MOVE"), new DeathPoint(false, "received", "GRANT"),
        new DeathPoint(true, "received", "COMMIT"), new DeathPoint(true, "sending", "ACTIVE"),
        new DeathPoint(true, "sent", "ACTIVE"), new DeathPoint(true, "sent", "GRANT"),
        new DeathPoint(true, "received", "DRAINED"));

    @TempDir
    Path temp;
    private DeathScene scene;

    @BeforeEach
    void make() throws Exception {
        scene = new DeathScene(temp);
    }

    @AfterEach
    void end() throws Exception {
        scene.close();
    }

    @Test
    void nextGenerationHoldsTheSeatsOfTwoThatDiedTogether() throws Exception {
        ProxyProcess p = scene.first(armed(TURNS.get(0), false));
        for (int i = 0; i < TURNS.size(); i++) {
            final DeathPoint turn = TURNS.get(i);
            scene.flows();
            final ProxyProcess old = p;
            final ProxyProcess young = scene.successor(old, armed(turn, true));
            final ProxyProcess stops = turn.successor() ? young : old;
            scene.site().await(turn + ": it stops", stops::stopped);
            (i % 2 == 0 ? old : young).kill();
            (i % 2 == 0 ? young : old).kill();
            old.exitStatus();
            young.exitStatus();
            p = scene.first(i + 1 < TURNS.size() ? armed(TURNS.get(i + 1), false) : List.of());
            scene.flows();
            scene.exact("both killed, " + turn, false);
        }
    }

    private static List<String> armed(final DeathPoint turn, final boolean successor) {
        return turn.successor() == successor ? turn.stop() : List.of();
    }

    @Test
    void successorThatStopsBeforeItIsActiveIsRolledBack() throws Exception {
        final ProxyProcess p = scene.first(List.of());
        scene.flows();
        final ProxyProcess young = scene.successor(p, new DeathPoint(true, "received", "COMMIT").stop());
        scene.site().await("it stops", young::stopped);
        scene.site().await("the predecessor goes on", () -> scene.site().sole(p));
        scene.flows();
        young.signal("CONT");
        assertTrue(young.exitStatus() != 0, young.output());
        scene.flows();
        scene.exact("stopped before ACTIVE", false);
        assertEquals(List.of(), scene.broken());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sent HELLO", "sending READY"})
    void successorThatStopsBeforeItIsReadyKeepsNoOtherOneAway(final String where) throws Exception {
        final String[] words = where.split(" ");
        final ProxyProcess p = scene.first(List.of());
        scene.flows();
        final ProxyProcess stops = scene.successor(p, new DeathPoint(true, words[0], words[1]).stop());
        scene.site().await("it stops", stops::stopped);
        p.until("the predecessor gives it up", () -> p.said("was stopped before it was ready; generation 1 serves on"));
        final ProxyProcess young = scene.successor(p, List.of());
        young.until("another one takes over", () -> scene.site().sole(young));
        if (stops.alive()) { // It was killed if it could have bound something.
            stops.signal("CONT");
        }
        assertTrue(stops.exitStatus() != 0, stops.output());
        scene.flows();
        scene.exact("stopped before READY", false);
        assertEquals(List.of(), scene.broken());
    }

    @Test
    void rolledBackGenerationListensAgainWhereItsSuccessorDidNot() throws Exception {
        final ProxyProcess p = scene.first(List.of());
        scene.beginSlow();
        final ProxyProcess young = scene.successor(p, List.of());
        young.until("it is active", () -> scene.site().active(young));
        scene.site().await("the old one's own listener is closed", () -> !listens(p));
        young.kill();
        scene.site().await("the old one goes on", () -> scene.site().sole(p));
        try (KeptClient client = scene.ownClient(p).get("/back")) {
            assertEquals(200, client.next().status());
        }
        scene.endSlow();
        scene.flows();
        scene.exact("rolled back with a listener of its own", false);
    }

    private boolean listens(final ProxyProcess p) {
        try (KeptClient client = scene.ownClient(p)) {
            return true;
        } catch (final IOException e) {
            return false;
        }
    }

    @Test
    void seatsOfAStoppedPredecessorStayTakenUntilTheyAreReleased() throws Exception {
        final ProxyProcess p = scene.first(List.of());
        scene.beginSlow();
        final ProxyProcess next = scene.successor(p, List.of());
        next.until("it is active", () -> scene.site().active(next));
        p.signal("STOP");
        scene.site().await("it is stopped", p::stopped);
        scene.endSlow();
        try (KeptClient waiting = scene.slowClient("/waiting")) {
            scene.site().await("the next query waits", () -> scene.site().queued("slow1") == 1);
            scene.site().await("the server is free", scene::slowIsFree);
            assertEquals(1, scene.site().queued("slow1"), "a stopped generation's seat was sold");
            scene.site().await("the operator's word counts", () -> {
                scene.releaseSeats();
                return scene.site().queued("slow1") == 0;
            });
            assertEquals(200, waiting.next().status());
        }
        p.signal("CONT");
        p.exitStatus();
        next.until("it is alone", () -> scene.site().sole(next));
        scene.flows();
        scene.exact("stopped after ACTIVE", false);
    }
}
