package io.usher.agent.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.proxy.ProxyClient;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kind of proxy whose generations know nothing of each other: a finishing one only ends. */
class WithoutHandoverTest {
    private static final Duration BACK_OFF = Duration.ofSeconds(1);

    @TempDir
    private Path folder;
    private FakeWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new FakeWorld(folder, Strangers::new);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Generation start() throws Exception {
        return world.supervisor.start(world.snapshots.take(world.files), before -> { });
    }

    @Test
    void restartsADeadOneThoughAnEarlierOneStillFinishes() throws Exception {
        start();
        world.latest().hold(1);
        start();
        final FakeGeneration second = world.latest();
        second.die(137);
        world.conductor.run();
        world.advance(BACK_OFF);
        assertEquals(3, world.started().size());
        assertFalse(world.latest().command().contains("-sf"), "nobody is to be ended for it");
        assertEquals(3, world.supervisor.active().orElseThrow().number());
        assertEquals(2, world.supervisor.living().size());
        assertTrue(world.started().get(0).alive());
    }

    @Test
    void startsAnotherOneWhereOneWasEndedForASuccessorThatDidNotServe() throws Exception {
        start();
        final FakeGeneration first = world.latest();
        first.hold(1);
        world.onStart(first::succeeded);
        world.startSays(Optional.of("[ALERT] cannot chroot"));
        assertThrows(StartFailedException.class, this::start);
        assertTrue(world.supervisor.active().isEmpty());
        assertTrue(world.supervisor.trouble().contains("was ended for a successor that did not come to serve"),
                world.supervisor.trouble());
        world.startSays(Optional.empty());
        world.onStart(() -> { });
        world.advance(BACK_OFF);
        assertEquals(2, world.supervisor.active().orElseThrow().number());
        first.die(0);
        world.conductor.run();
        assertEquals(2, world.supervisor.active().orElseThrow().number());
        assertEquals(1, world.supervisor.restarts());
    }

    @Test
    void startsAnotherOneWhereOneWithNothingToFinishEndedForASuccessorThatDidNotServe() throws Exception {
        start();
        world.onStart(() -> world.started().get(0).die(0));
        world.startSays(Optional.of("[ALERT] cannot chroot"));
        assertThrows(StartFailedException.class, this::start);
        world.startSays(Optional.empty());
        world.conductor.run();
        world.advance(BACK_OFF);
        assertEquals(2, world.supervisor.active().orElseThrow().number());
        world.latest().die(0);
        world.conductor.run();
        assertTrue(world.supervisor.trouble().contains("stopped on purpose"), world.supervisor.trouble());
    }

    @Test
    void takesAnEndLongAfterAFailedStartForOneOnPurpose() throws Exception {
        start();
        world.startSays(Optional.of("[ALERT] cannot bind"));
        assertThrows(StartFailedException.class, this::start);
        world.advance(Duration.ofSeconds(11));
        world.latest().die(0);
        world.conductor.run();
        assertTrue(world.supervisor.trouble().contains("stopped on purpose"), world.supervisor.trouble());
    }

    @Test
    void goesOnWithOneThatWasNotEndedForASuccessorThatDidNotServe() throws Exception {
        start();
        world.startSays(Optional.of("[ALERT] cannot bind"));
        assertThrows(StartFailedException.class, this::start);
        assertEquals(1, world.supervisor.active().orElseThrow().number());
    }

    @Test
    void doesNotTakeASilentOneForDrainedOnItsSuccessorsWord() throws Exception {
        start();
        world.latest().hold(1);
        start();
        world.started().get(0).beSilent();
        final GenerationView silent = world.generations.get(1);
        assertEquals(GenerationState.UNREACHABLE, silent.state());
        assertTrue(silent.blocking());
    }

    /** The usual kind, but for the handover. */
    private record Strangers(ProxyKind usual) implements ProxyKind {

        @Override
        public String name() {
            return usual.name();
        }

        @Override
        public List<String> limits() {
            return List.of("seats: not known");
        }

        @Override
        public boolean handsOver() {
            return false;
        }

        @Override
        public ProxyClient client(final int fileName) {
            return usual.client(fileName);
        }

        @Override
        public String ownConfiguration(final int fileName) {
            return usual.ownConfiguration(fileName);
        }

        @Override
        public List<String> options(final int fileName) {
            return usual.options(fileName);
        }

        @Override
        public List<String> takeOver(final Generation predecessor) {
            return usual.takeOver(predecessor);
        }

        @Override
        public void finish(final Generation generation) {
            usual.finish(generation);
        }
    }
}
