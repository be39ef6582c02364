package io.usher.agent.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.generation.FakeGeneration;
import io.usher.agent.generation.FakeWorld;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import io.usher.agent.store.TimeOrderedIds;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadsTest {
    private static final Requester ANNA = new Requester("anna");
    @TempDir
    Path folder;
    private FakeWorld world;
    private Reloads reloads;
    private boolean stopping;
    private Optional<StartPermission.Closed> closed = Optional.empty();

    @BeforeEach
    void open() throws Exception {
        world = new FakeWorld(folder);
        reloads = reloads();
        world.supervisor.start(world.snapshots.take(world.files), before -> { });
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Reloads reloads() {
        final Reloads made = new Reloads(new ReloadTools(world.supervisor, world.generations, world.program, world.snapshots,
                world.database, world.conductor, world.clock()), world.files, new TimeOrderedIds(world.clock(), new Random(3)),
                now -> closed, () -> stopping, () -> { });
        world.supervisor.listen(made);
        return made;
    }

    private ReloadAnswer ask(final String when) {
        return ask(when, false);
    }

    private ReloadAnswer ask(final String when, final boolean force) {
        return reloads.request(new ReloadRequest(when, force, "because"), ANNA);
    }

    private Reload after(final ReloadAnswer answer) {
        world.conductor.run();
        return reloads.get(answer.reload().id());
    }

    /** A second generation serves, and the first still holds requests. */
    private FakeGeneration shutGate() {
        final FakeGeneration first = world.latest();
        first.hold(2);
        assertEquals(ReloadState.SUCCEEDED, after(ask("now")).state());
        return first;
    }

    private void drain(final FakeGeneration generation) {
        generation.drain();
        reloads.lessToWaitFor();
        world.conductor.run();
    }

    @Test
    void reloadsNowWhereTheGateIsOpen() {
        final Reload reload = after(ask("now"));
        assertEquals(ReloadState.SUCCEEDED, reload.state());
        assertEquals(Optional.of(1), reload.from());
        assertEquals(Optional.of(2), reload.to());
        assertEquals("anna", reload.by());
        assertEquals("because", reload.reason());
        assertTrue(reload.finished().isPresent() && reload.configurationHash().isPresent());
        assertEquals(List.of(reload), reloads.history(10));
    }

    @Test
    void refusesNowWhileAnEarlierGenerationIsNotDrained() {
        shutGate();
        final GateRefusal refusal = assertThrows(GateRefusal.class, () -> ask("now"));
        assertEquals(1, refusal.blocking().get(0).generation());
        assertEquals(2, refusal.blocking().get(0).seats().size());
        assertTrue(refusal.retryAfterSeconds() >= 1);
        assertEquals(ReloadState.REFUSED, reloads.get(refusal.reload().id()).state());
        assertEquals(2, world.started().size());
    }

    @Test
    void refusesNowWhileAnotherReloadIsInProgress() {
        final ReloadAnswer first = ask("now");
        final GateRefusal refusal = assertThrows(GateRefusal.class, () -> ask("now", true));
        assertTrue(refusal.getMessage().contains(first.reload().id()), refusal.getMessage());
    }

    @Test
    void waitsUntilDrainedAndThenReloadsByItself() {
        final FakeGeneration first = shutGate();
        final ReloadAnswer waiting = ask("drained");
        final Reload reload = after(waiting);
        assertEquals(ReloadState.WAITING, reload.state());
        assertEquals(1, reload.blocking().get(0).generation());
        drain(first);
        assertEquals(ReloadState.SUCCEEDED, reloads.get(waiting.reload().id()).state());
        assertEquals(3, world.started().size());
    }

    @Test
    void waitsForItsWindowWithTheReasonAndStartsOnceThatOpens() {
        closed = Optional.of(new StartPermission.Closed("outside maintenance window nightly, opens at 10:01",
                Optional.of(world.clock().instant().plusSeconds(60))));
        final ReloadAnswer waiting = ask("drained");
        assertEquals(ReloadState.WAITING, after(waiting).state());
        assertEquals("outside maintenance window nightly, opens at 10:01", after(waiting).message());
        assertEquals(ReloadState.SUCCEEDED, after(ask("now")).state(), "whoever asks for now means now");
        closed = Optional.empty();
        for (int i = 0; i < 3; i++) {
            world.advance(Duration.ofSeconds(30));
        }
        assertEquals(ReloadState.SUCCEEDED, after(waiting).state());
    }

    @Test
    void looksAgainAtWhatWaitsOnceWindowsHaveChanged() {
        closed = Optional.of(new StartPermission.Closed("outside every maintenance window", Optional.empty()));
        final ReloadAnswer waiting = ask("drained");
        assertEquals(ReloadState.WAITING, after(waiting).state());
        closed = Optional.empty();
        reloads.permissionChanged();
        assertEquals(ReloadState.SUCCEEDED, after(waiting).state());
    }

    @Test
    void joinsTheOneThatWaitsAlready() {
        final FakeGeneration first = shutGate();
        final ReloadAnswer one = ask("drained");
        final ReloadAnswer two = ask("drained");
        assertFalse(one.joined());
        assertTrue(two.joined());
        assertEquals(one.reload().id(), two.reload().id());
        drain(first);
        assertEquals(3, world.started().size());
    }

    @Test
    void reloadsAtATimeAndWaitsThereIfTheGateIsShut() {
        final ReloadAnswer answer = ask(world.clock().instant().plusSeconds(3600).atOffset(ZoneOffset.ofHours(2)).toString());
        assertEquals(ReloadState.SCHEDULED, after(answer).state());
        final FakeGeneration first = shutGate();
        world.advance(Duration.ofSeconds(3599));
        assertEquals(ReloadState.SCHEDULED, after(answer).state());
        for (int i = 0; i < 3; i++) {
            world.advance(Duration.ofSeconds(30));
        }
        assertEquals(ReloadState.WAITING, after(answer).state());
        drain(first);
        assertEquals(ReloadState.SUCCEEDED, after(answer).state());
    }

    @Test
    void oneThatComesDueSharesTheFateOfOneThatWaits() {
        final FakeGeneration first = shutGate();
        final ReloadAnswer waiting = ask("drained");
        final ReloadAnswer due = ask(world.clock().instant().plusSeconds(10).toString());
        world.advance(Duration.ofSeconds(11));
        drain(first);
        assertEquals(Optional.of(waiting.reload().id()), after(due).joinedTo());
        assertEquals(ReloadState.SUCCEEDED, after(due).state());
        assertEquals(3, world.started().size());
    }

    @Test
    void forceEndsTheBlockingGenerationFirstAndListsWhatWasCut() {
        final FakeGeneration first = shutGate();
        final ReloadAnswer answer = ask("now", true);
        assertEquals(2, answer.cut().get(0).seats().size());
        final Reload reload = after(answer);
        assertEquals(ReloadState.SUCCEEDED, reload.state());
        assertEquals(1, reload.cut().get(0).generation());
        assertFalse(first.alive());
        assertTrue(world.started().get(1).alive());
    }

    @Test
    void forceCutsNothingForAConfigurationThatIsWrong() throws Exception {
        final FakeGeneration first = shutGate();
        world.configure(3);
        world.checkSays(Optional.of("[ALERT] wrong"));
        final Reload reload = after(ask("now", true));
        assertEquals(ReloadState.FAILED, reload.state());
        assertEquals(List.of(), reload.cut());
        assertTrue(first.alive());
    }

    @Test
    void failsWithTheProxysOwnMessageAndLeavesTheOldOneServing() throws Exception {
        world.configure(3);
        world.checkSays(Optional.of("[ALERT] (1) : config : parsing [" + "x:3] : unknown keyword"));
        final Reload wrong = after(ask("now"));
        assertEquals(ReloadState.FAILED, wrong.state());
        assertTrue(wrong.message().contains("unknown keyword"), wrong.message());
        world.checkSays(Optional.empty());
        world.startSays(Optional.of("[ALERT] cannot bind"));
        final Reload unbound = after(ask("now"));
        assertEquals(ReloadState.FAILED, unbound.state());
        assertTrue(unbound.message().contains("cannot bind"), unbound.message());
        assertEquals(1, world.supervisor.active().orElseThrow().number());
    }

    @Test
    void becomesRolledBackWhereThePredecessorTookOverAgain() {
        final FakeGeneration first = world.latest();
        first.hold(1);
        final ReloadAnswer answer = ask("now");
        after(answer);
        first.regain();
        world.latest().die(137);
        assertEquals(ReloadState.ROLLED_BACK, after(answer).state());
        assertEquals(1, reloads.rolledBack());
    }

    @Test
    void becomesRolledBackByWhoWentBackToThePredecessor() {
        final FakeGeneration first = world.latest();
        first.hold(1);
        final ReloadAnswer answer = ask("now");
        after(answer);
        reloads.resumed(world.supervisor.living().get(0), world.supervisor.living().get(1), ANNA, "too slow");
        assertEquals(ReloadState.ROLLED_BACK, after(answer).state());
        assertEquals("anna went back to generation 1: too slow", after(answer).message());
    }

    @Test
    void cancelsWhatWaitsAndNothingElse() {
        shutGate();
        final String waiting = ask("drained").reload().id();
        assertEquals(ReloadState.CANCELLED, reloads.cancel(waiting, ANNA).state());
        assertThrows(Conflict.class, () -> reloads.cancel(waiting, ANNA));
        assertThrows(NotFound.class, () -> reloads.cancel("none", ANNA));
        final String due = ask(world.clock().instant().plusSeconds(10).toString()).reload().id();
        reloads.cancel(due, ANNA);
        world.advance(Duration.ofSeconds(30));
        assertEquals(2, world.started().size());
    }

    @Test
    void aShutGateOpensWhenTheBlockingGenerationDies() {
        final FakeGeneration first = shutGate();
        final ReloadAnswer waiting = ask("drained");
        first.die(137);
        assertEquals(ReloadState.SUCCEEDED, after(waiting).state());
    }

    @Test
    void anotherAgentGoesOnWithWhatWaitedAndSettlesWhatWasUnderWay() {
        final FakeGeneration first = shutGate();
        final String waiting = ask("drained").reload().id();
        final String due = ask(world.clock().instant().plusSeconds(60).toString()).reload().id();
        world.database.update("UPDATE reload SET state = 'handing-over' WHERE id = ?", reloads.history(3).get(2).id());
        final Reloads next = reloads();
        next.resume();
        assertEquals(ReloadState.WAITING, next.get(waiting).state());
        assertEquals(ReloadState.SCHEDULED, next.get(due).state());
        assertEquals(ReloadState.SUCCEEDED, next.history(3).get(2).state());
        first.drain();
        next.lessToWaitFor();
        assertEquals(ReloadState.SUCCEEDED, next.get(waiting).state());
    }

    @Test
    void startsNothingWhileTheAgentIsBeingStopped() {
        stopping = true;
        assertThrows(Conflict.class, () -> ask("now"));
    }

    @Test
    void namesWhatIsWrongWithTheTime() {
        assertEquals("when", assertThrows(Invalid.class, () -> ask("2020-01-01T00:00:00Z")).field());
        assertEquals("when", assertThrows(Invalid.class, () -> ask("soon")).field());
        assertEquals("when", assertThrows(Invalid.class, () -> ask("2027-01-01T00:00:00")).field());
        assertEquals("force", assertThrows(Invalid.class, () -> ask("drained", true)).field());
    }

    @Test
    void startsTheFirstGenerationWhereNoneLives() {
        world.latest().die(143);
        world.conductor.run();
        final Reload reload = after(ask("now"));
        assertEquals(ReloadState.SUCCEEDED, reload.state());
        assertEquals(Optional.empty(), reload.from());
    }

    @Test
    void noticesAnEditAndThatItWasTakenBack() throws Exception {
        final ConfigurationDifference difference =
                new ConfigurationDifference(world.files, world.supervisor, world.clock(), ZoneOffset.UTC);
        assertEquals("", difference.look().message());
        world.configure(9);
        assertTrue(difference.look().message().startsWith("differs from generation 1 since "), difference.look().message());
        assertEquals(Optional.of(1), difference.look().from());
        world.configure(1);
        assertEquals("", difference.look().message());
    }

    @Test
    void watchAsksOnceForEachEditAndNotForOneHalfWritten() throws Exception {
        final FileWatch watch = new FileWatch(new ConfigurationDifference(world.files, world.supervisor, world.clock(),
                ZoneOffset.UTC), reloads);
        watch.look();
        world.configure(9);
        watch.look();
        world.configure(8);
        watch.look();
        assertEquals(List.of(), reloads.open());
        world.startSays(Optional.of("no"));
        watch.look();
        world.conductor.run();
        watch.look();
        world.conductor.run();
        assertEquals(1, reloads.history(10).size(), "a configuration that failed is not tried again");
        assertEquals("--watch", reloads.history(1).get(0).by());
    }
}
