package io.usher.agent.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.event.EventSink;
import io.usher.agent.generation.FakeGeneration;
import io.usher.agent.generation.FakeWorld;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import io.usher.agent.store.TimeOrderedIds;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

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
    private final List<String> told = new ArrayList<>();
    private final EventSink events = (type, subject, message, detail) -> told.add(detail.get("state").toString());
    private Optional<StartPermission.Closed> closed = Optional.empty();

    @BeforeEach
    void open() throws Exception {
        world = new FakeWorld(folder);
        reloads = reloads();
        world.start();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Reloads reloads() {
        final Reloads made = new Reloads(new ReloadTools(world.supervisor, world.generations, world.program, world.snapshots,
                world.database, world.conductor, world.clock(), events), world.files,
                new TimeOrderedIds(world.clock(), new Random(3)), now -> closed, () -> stopping, () -> { });
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
        assertEquals(List.of(reload), reloads.history(ReloadFilter.latest(10)));
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
        assertEquals(1, reloads.counts().of(ReloadState.ROLLED_BACK));
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
        world.database.update("UPDATE reload SET state = 'handing-over' WHERE id = ?",
                reloads.history(ReloadFilter.latest(3)).get(2).id());
        final Reloads next = reloads();
        next.resume();
        assertEquals(ReloadState.WAITING, next.get(waiting).state());
        assertEquals(ReloadState.SCHEDULED, next.get(due).state());
        assertEquals(ReloadState.FAILED, next.history(ReloadFilter.latest(3)).get(2).state());
        assertTrue(next.history(ReloadFilter.latest(3)).get(2).message().endsWith("(pid 1002) was started anew"),
                "it was not found running");
        first.drain();
        next.lessToWaitFor();
        assertEquals(ReloadState.SUCCEEDED, next.get(waiting).state());
    }

    @Test
    void whatIsAskedBeforeTheAgentHasLookedForWhatIsLeftIsItsOwn() {
        final ReloadAnswer early = ask("now");
        reloads.resume();
        assertEquals(ReloadState.SUCCEEDED, after(early).state());
    }

    @Test
    void expiresWhatHasNotStartedByItsDeadline() {
        shutGate();
        final ReloadAnswer waiting = reloads.request(new ReloadRequest("drained", false, "", Optional.of("20s")), ANNA);
        final String due = world.clock().instant().plusSeconds(10).toString();
        final ReloadAnswer scheduled = reloads.request(new ReloadRequest(due, false, "", Optional.of("25s")), ANNA);
        final CompletableFuture<Reload> end = reloads.end(waiting.reload().id());
        assertEquals(ReloadState.WAITING, after(waiting).state());
        world.advance(Duration.ofSeconds(10));
        assertEquals(Optional.of(waiting.reload().id()), after(scheduled).joinedTo());
        world.advance(Duration.ofSeconds(10));
        assertEquals(ReloadState.EXPIRED, after(waiting).state());
        assertEquals(ReloadState.EXPIRED, end.join().state());
        assertEquals(ReloadState.WAITING, after(scheduled).state());
        assertEquals(Optional.empty(), after(scheduled).joinedTo(), "nobody is left to follow");
        world.advance(Duration.ofSeconds(15));
        assertEquals(ReloadState.EXPIRED, after(scheduled).state());
        assertEquals(List.of(), reloads.open());
    }

    @Test
    void expiresWhatPassedItsDeadlineWhileNoAgentRan() {
        shutGate();
        final String id = reloads.request(new ReloadRequest("drained", false, "", Optional.of("20s")), ANNA).reload().id();
        final Reloads next = reloads();
        world.advance(Duration.ofSeconds(21));
        next.resume();
        assertEquals(ReloadState.EXPIRED, next.get(id).state());
    }

    @Test
    void oneWithADeadlineFollowsOneThatWaitsAndLeadsOnceThatIsCancelled() {
        final FakeGeneration first = shutGate();
        final String one = ask("drained").reload().id();
        final ReloadAnswer two = reloads.request(new ReloadRequest("drained", false, "", Optional.of("1h")), ANNA);
        final ReloadAnswer three = reloads.request(new ReloadRequest("drained", false, "", Optional.of("2h")), ANNA);
        assertTrue(two.joined());
        reloads.cancel(one, ANNA);
        assertEquals(Optional.empty(), after(two).joinedTo());
        assertEquals(Optional.of(two.reload().id()), after(three).joinedTo());
        drain(first);
        assertEquals(ReloadState.SUCCEEDED, after(two).state());
        assertEquals(ReloadState.SUCCEEDED, after(three).state());
        assertEquals(3, world.started().size());
    }

    @Test
    void oneThatForcesLeadsThoseThatWaitOnceItIsDue() {
        final FakeGeneration first = shutGate();
        final ReloadAnswer waiting = ask("drained");
        final ReloadAnswer due = ask(world.clock().instant().plusSeconds(10).toString(), true);
        world.advance(Duration.ofSeconds(10));
        assertEquals(ReloadState.SUCCEEDED, after(due).state());
        assertEquals(ReloadState.SUCCEEDED, after(waiting).state());
        assertFalse(first.alive());
    }

    @Test
    void takesARequestWithAKeyOnOnce() {
        final ReloadRequest now = new ReloadRequest("now", false, "because");
        final ReloadAnswer first = reloads.requestOnce("k", now, ANNA);
        assertEquals(first.reload().id(), reloads.requestOnce("k", now, ANNA).reload().id());
        assertEquals(ReloadState.SUCCEEDED, after(first).state());
        assertEquals(ReloadState.SUCCEEDED, reloads().requestOnce("k", now, ANNA).reload().state(), "another agent knows it too");
        assertEquals("Idempotency-Key", assertThrows(Invalid.class,
                () -> reloads.requestOnce("k", new ReloadRequest("now", false, "other"), ANNA)).field());
        assertEquals("Idempotency-Key", assertThrows(Invalid.class, () -> reloads.requestOnce("", now, ANNA)).field());
        assertEquals(2, world.started().size());
        assertEquals(ReloadState.SUCCEEDED, after(reloads.requestOnce("k", now, new Requester("bert"))).state());
        assertEquals(3, world.started().size());
    }

    @Test
    void refusesAgainWhatItRefusedWithAKeyAndForgetsTheKeyOfWhatCannotBe() {
        shutGate();
        final ReloadRequest now = new ReloadRequest("now", false, "");
        final GateRefusal refusal = assertThrows(GateRefusal.class, () -> reloads.requestOnce("k", now, ANNA));
        assertEquals(refusal.reload().id(),
                assertThrows(GateRefusal.class, () -> reloads.requestOnce("k", now, ANNA)).reload().id());
        assertThrows(Invalid.class, () -> reloads.requestOnce("other", new ReloadRequest("soon", false, ""), ANNA));
        assertEquals(ReloadState.WAITING,
                reloads.requestOnce("other", new ReloadRequest("drained", false, ""), ANNA).reload().state());
    }

    @Test
    void takesOnWhatAnAgentHadOnlyNotedTheKeyOfWhenItDied() {
        final ReloadRequest now = new ReloadRequest("now", false, "");
        final String id = reloads.requestOnce("k", now, ANNA).reload().id();
        world.database.update("DELETE FROM reload");
        final Reloads next = reloads();
        assertEquals(id, next.requestOnce("k", now, ANNA).reload().id());
        world.conductor.run();
        assertEquals(ReloadState.SUCCEEDED, next.get(id).state());
    }

    @Test
    void judgesWithoutStartingAnything() throws Exception {
        final CompletableFuture<ReloadAnswer> fine = reloads.preview(new ReloadRequest("now", false, ""), ANNA);
        world.conductor.run();
        assertEquals(ReloadState.STARTING, fine.join().reload().state());
        assertEquals("generation 2 would take over from generation 1", fine.join().reload().message());
        world.configure(3);
        world.checkSays(Optional.of("[ALERT] (1) : config : parsing [x:3] : unknown keyword"));
        final CompletableFuture<ReloadAnswer> wrong = reloads.preview(new ReloadRequest("now", false, ""), ANNA);
        world.conductor.run();
        assertEquals(ReloadState.FAILED, wrong.join().reload().state());
        assertTrue(wrong.join().reload().message().contains("unknown keyword"));
        world.checkSays(Optional.empty());
        shutGate();
        assertThrows(GateRefusal.class, () -> reloads.preview(new ReloadRequest("now", false, ""), ANNA));
        assertEquals(1, reloads.history(ReloadFilter.latest(10)).size());
        assertEquals(2, world.started().size());
    }

    @Test
    void tellsWhatChangedAndHowLongItTook() throws Exception {
        world.configure(3);
        final Reload reload = after(ask("now"));
        assertEquals(List.of(new FileChange(world.file.toString(), "changed", 1, 1)), reload.changes());
        assertTrue(reload.durationMillis().isPresent());
        assertEquals(List.of(), after(ask("now")).changes());
    }

    @Test
    void listsByStateAndFromAnIdOn() {
        final String first = after(ask("now")).id();
        shutGate();
        assertThrows(GateRefusal.class, () -> ask("now"));
        assertEquals(1, reloads.history(new ReloadFilter(Set.of(ReloadState.REFUSED), Optional.empty(), 10)).size());
        final String refused = reloads.history(ReloadFilter.latest(1)).get(0).id();
        assertEquals(2, reloads.history(new ReloadFilter(Set.of(), Optional.of(refused), 10)).size());
        assertEquals(List.of(), reloads.history(new ReloadFilter(Set.of(), Optional.of(first), 10)));
    }

    @Test
    void tellsOfEachStateOnce() {
        after(ask("now"));
        assertEquals(List.of("starting", "handing-over", "succeeded"), told);
        told.clear();
        shutGate();
        final String waiting = ask("drained").reload().id();
        reloads.cancel(waiting, ANNA);
        assertThrows(GateRefusal.class, () -> ask("now"));
        assertEquals(List.of("starting", "handing-over", "succeeded", "waiting", "cancelled", "refused"), told);
    }

    @Test
    void isRolledBackWhereThePredecessorHadToTakeOverAgainDuringTheHandover() {
        final FakeGeneration first = world.latest();
        world.startSays(Optional.of("killed"));
        final ReloadAnswer answer = ask("now");
        world.onStart(first::regainAfterSuccessor);
        final Reload reload = after(answer);
        assertEquals(ReloadState.ROLLED_BACK, reload.state());
        assertTrue(reload.message().endsWith("generation 1 took over again"), reload.message());
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
        for (final String[] wrong : new String[][] {{"now", "1h"}, {"drained", "soon"}, {"drained", "2020-01-01T00:00:00Z"},
            {"drained", "0s"}, {"2026-12-01T03:00:00Z", "2026-12-01T02:00:00Z"}, {"drained", "30"}}) {
            assertEquals("deadline", assertThrows(Invalid.class,
                    () -> reloads.request(new ReloadRequest(wrong[0], false, "", Optional.of(wrong[1])), ANNA)).field(),
                    wrong[1]);
        }
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
                new ConfigurationDifference(world.files, world.supervisor, InstantSource.system(), ZoneOffset.UTC);
        assertEquals("", difference.look().message());
        world.configure(9);
        assertTrue(difference.look().message().startsWith("differs from generation 1 since "), difference.look().message());
        assertEquals(Optional.of(1), difference.look().from());
        world.configure(1);
        assertEquals("", difference.look().message());
    }

    @Test
    void watchAsksOnceForEachEditAndNotForOneHalfWritten() throws Exception {
        final FileWatch watch = new FileWatch(new ConfigurationDifference(world.files, world.supervisor, InstantSource.system(),
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
        assertEquals(1, reloads.history(ReloadFilter.latest(10)).size(), "a configuration that failed is not tried again");
        assertEquals("--watch", reloads.history(ReloadFilter.latest(1)).get(0).by());
    }
}
