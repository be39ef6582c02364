package io.usher.agent.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
    @TempDir
    Path folder;
    private FakeWorld world;
    private final List<String> events = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        world = new FakeWorld(folder);
        world.supervisor.listen(new GenerationEvents() {
            @Override
            public void serves(final Generation now, final Optional<Generation> before, final Cause cause) {
                events.add(now.number() + " " + cause);
            }
        });
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Generation start() throws Exception {
        return world.supervisor.start(world.snapshots.take(world.files), before -> { });
    }

    @Test
    void givesEachGenerationASocketAndTheJournalOfItsOwn() throws Exception {
        start();
        final List<String> command = world.latest().command();
        assertFalse(command.contains("-x"), "the first has nobody to succeed: " + command);
        final String own = Files.readString(Path.of(command.get(command.lastIndexOf("-f") + 1)));
        assertTrue(own.contains("stats socket " + folder.resolve("r/generation-1.sock")
                + " mode 600 level admin expose-fd listeners"), own);
        assertTrue(own.contains("seat-journal " + folder.resolve("seats")), own);
    }

    @Test
    void startsASuccessorThroughThePredecessorsSocket() throws Exception {
        start();
        start();
        final List<String> command = world.latest().command();
        assertEquals(folder.resolve("r/generation-1.sock").toString(), command.get(command.indexOf("-x") + 1));
        assertEquals("1001", command.get(command.indexOf("-sf") + 1));
        assertEquals(List.of("1 COLD_START", "2 HANDOVER"), events);
    }

    @Test
    void restartsTheDeadFromItsOwnSnapshotWithBackOff() throws Exception {
        start();
        world.configure(7);
        world.latest().die(137);
        world.conductor.run();
        for (final int seconds : List.of(1, 2, 4, 8, 16, 32, 60, 60)) {
            assertTrue(world.supervisor.active().isEmpty());
            assertEquals(Duration.ofSeconds(seconds), world.conductor.nextDelay());
            world.advance(Duration.ofSeconds(seconds));
            assertEquals("1", world.latest().get("weight"), "an edited file must not be what is restarted");
            world.latest().die(137);
            world.conductor.run();
        }
    }

    @Test
    void aLongServiceEarnsAQuickRestart() throws Exception {
        start();
        world.latest().die(137);
        world.conductor.run();
        world.advance(Duration.ofSeconds(1));
        world.advance(Duration.ofSeconds(61));
        world.latest().die(137);
        world.conductor.run();
        assertEquals(Duration.ofSeconds(1), world.conductor.nextDelay());
    }

    @Test
    void keepsTryingWhereTheRestartItselfFails() throws Exception {
        start();
        world.startSays(Optional.of("[ALERT] port taken"));
        world.latest().die(137);
        world.conductor.run();
        world.advance(Duration.ofSeconds(1));
        assertTrue(world.supervisor.trouble().contains("[ALERT] port taken"), world.supervisor.trouble());
        world.startSays(Optional.empty());
        world.advance(Duration.ofSeconds(2));
        assertEquals("2 RESTART", events.get(events.size() - 1));
    }

    @Test
    void lendsTheServiceBackToAPredecessorThatTookOverAgain() throws Exception {
        start();
        final FakeGeneration first = world.latest();
        first.hold(1);
        start();
        first.regain();
        world.latest().die(137);
        world.conductor.run();
        assertEquals(List.of("1 COLD_START", "2 HANDOVER", "1 ROLLED_BACK"), events);
        assertEquals(2, world.started().size());
    }

    @Test
    void startsNobodyWhileAnotherGenerationLives() throws Exception {
        start();
        final FakeGeneration first = world.latest();
        first.hold(1);
        start();
        world.latest().die(137);
        world.conductor.run();
        world.advance(Duration.ofSeconds(1));
        assertEquals(2, world.started().size(), "the owner lock would refuse a third");
        first.die(0);
        world.conductor.run();
        world.advance(Duration.ofSeconds(1));
        world.advance(Duration.ofSeconds(1));
        assertEquals("3 RESTART", events.get(events.size() - 1));
    }

    @Test
    void bringsNobodyBackWhoWasStoppedOnPurpose() throws Exception {
        start();
        world.latest().die(128 + 15);
        world.conductor.run();
        world.advance(Duration.ofMinutes(5));
        assertEquals(1, world.started().size());
        assertTrue(world.supervisor.trouble().contains("stopped on purpose"), world.supervisor.trouble());
        start();
        assertEquals("2 COLD_START", events.get(events.size() - 1));
    }

    @Test
    void bringsNobodyBackWhileStopping() throws Exception {
        start();
        world.supervisor.stopping();
        world.latest().die(137);
        world.conductor.run();
        world.advance(Duration.ofMinutes(5));
        assertEquals(1, world.started().size());
    }

    @Test
    void aStartThatFailsLeavesEverythingAsItWas() throws Exception {
        final Generation first = start();
        world.startSays(Optional.of("[ALERT] cannot bind"));
        final StartFailedException e = assertThrows(StartFailedException.class, this::start);
        assertTrue(e.getMessage().startsWith("[ALERT] cannot bind"), e.getMessage());
        assertEquals(Optional.of(first), world.supervisor.active());
        assertEquals(List.of(first), world.supervisor.living());
    }

    @Test
    void showsASilentGenerationAsUnreachable() throws Exception {
        start();
        world.latest().beSilent();
        final GenerationView view = world.generations.list().get(0);
        assertEquals(GenerationState.UNREACHABLE, view.state());
        assertTrue(world.generations.active().isEmpty());
    }

    @Test
    void showsNoTroubleWhereADrainedPredecessorClosesItsSocketBeforeItEnds() throws Exception {
        start();
        start();
        world.started().get(0).beSilent();
        assertEquals(List.of(GenerationState.ACTIVE, GenerationState.DRAINED),
                world.generations.living().stream().map(GenerationView::state).toList());
    }

    @Test
    void showsAnEndedProcessAsEndedBeforeAnybodyLookedAfterIt() throws Exception {
        start();
        start();
        world.started().get(0).die(0);
        assertEquals(List.of(2), world.generations.living().stream().map(GenerationView::number).toList());
        assertEquals(GenerationState.ENDED, world.generations.get(1).state());
    }

    @Test
    void remembersEndedGenerations() throws Exception {
        start();
        start();
        world.started().get(0).die(0);
        world.conductor.run();
        final GenerationView view = world.generations.get(1);
        assertEquals(GenerationState.ENDED, view.state());
        assertEquals("ended with exit code 0", view.note());
        assertFalse(Files.exists(folder.resolve("r/generation-1.cfg")));
    }
}
