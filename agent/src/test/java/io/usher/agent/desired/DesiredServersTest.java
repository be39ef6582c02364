package io.usher.agent.desired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.configuration.OverrideEnded;
import io.usher.agent.configuration.Snapshot;
import io.usher.agent.generation.FakeGeneration;
import io.usher.agent.generation.GenerationEvents;
import io.usher.agent.proxy.ProxyUnreachable;
import io.usher.agent.event.EventSink;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import io.usher.agent.request.Unavailable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DesiredServersTest extends DesiredServersFixture {
    @BeforeEach
    void start() throws Exception {
        world.start();
    }

    private ServerView weight(final int weight) {
        return servers.change("b", "s", new ServerPatch(FieldChange.absent(), FieldChange.set(weight), FieldChange.absent()),
                ANNA);
    }

    private FieldView<Integer> weight() {
        return servers.server("b", "s").weight();
    }

    private static Optional<String> by(final FieldView<?> field) {
        return field.override().map(FieldView.Override::by);
    }

    @Test
    void setsWhatAnAgentThatDiedAfterTheStartHadNoTimeToSet() {
        weight(9);
        world.latest().set("weight", "1");
        world.database.update("DELETE FROM imposed");
        adoptAnew();
        assertEquals("9", world.latest().get("weight"));
        assertEquals(Optional.of("anna"), by(weight()));
    }

    @Test
    void adoptsWhatOthersSetWhileTheAgentWasAway() {
        weight(9);
        world.latest().set("weight", "5");
        adoptAnew();
        assertEquals("5", world.latest().get("weight"));
        assertEquals(5, weight().override().orElseThrow().value());
    }

    private void adoptAnew() {
        servers = anotherAgents();
        servers.serves(world.supervisor.active().orElseThrow(), Optional.empty(), GenerationEvents.Cause.ADOPTED);
    }

    @Test
    void takesNoOldValueForSomebodysChangeWhileTheNewOneIsOnItsWay() {
        servers.handoverBegins(world.supervisor.active().orElseThrow());
        weight(9);
        world.latest().set("weight", "1");
        servers.adoptChanges((of, table) -> { });
        assertEquals(9, weight().override().orElseThrow().value());
        servers.handoverFailed(world.supervisor.active().orElseThrow());
        servers.adoptChanges((of, table) -> { });
        assertEquals(1, weight().override().orElseThrow().value());
    }

    /** A look at what is as it was compares nothing, unless something else is meant to be. */
    @Test
    void looksAgainWhereTheProxySaysTheSameAndSomethingElseIsWanted() {
        weight(5);
        servers.adoptChanges((of, table) -> { });
        servers.adoptChanges((of, table) -> { });
        assertEquals(Optional.of("anna"), by(weight()));
        world.latest().answer("set server b/s weight", "\n"); // says that it has done so, and has not
        weight(9);
        assertEquals(9, weight().override().orElseThrow().value());
        servers.adoptChanges((of, table) -> { });
        assertEquals(5, weight().override().orElseThrow().value());
        assertEquals(Optional.of("stats socket"), by(weight()));
    }

    @Test
    void showsWhatTheProxySaysTheConfigurationAndTheOverride() {
        final ServerView view = servers.change("b", "s", new ServerPatch(FieldChange.set(ServerState.DRAIN), FieldChange.set(9),
                FieldChange.set(4)), ANNA);
        assertEquals(ServerState.DRAIN, view.state().value());
        assertEquals(Optional.of(ServerState.READY), view.state().configured());
        assertEquals(9, view.weight().value());
        assertEquals(Optional.of(1), view.weight().configured());
        assertEquals(4, view.maxconn().value());
        assertEquals(Optional.of(1), view.maxconn().configured());
        assertEquals(Optional.of(new FieldView.Override<>(4, world.clock().instant(), "anna")), view.maxconn().override());
        assertEquals("anna", audit.latest(1).get(0).by());
        assertEquals(view, servers.servers("b").get(0));
    }

    @Test
    void anOverrideIsCarriedIntoEachLaterGeneration() throws Exception {
        weight(9);
        assertEquals("9", world.start().get("weight"));
        assertEquals("9", world.start().get("weight"));
        assertEquals(Optional.of("anna"), by(weight()));
    }

    @Test
    void anOverrideOutlivesACrash() {
        weight(9);
        world.latest().die(137);
        world.conductor.run();
        world.advance(Duration.ofSeconds(1));
        assertEquals("9", world.latest().get("weight"));
    }

    @Test
    void anOverrideOutlivesTheAgent() {
        weight(9);
        final DesiredServers next =
                new DesiredServers(world.database, world.snapshots, Map.of(), audit, EventSink.NOBODY, world.clock(), () -> "");
        next.serves(world.supervisor.active().orElseThrow(), Optional.empty(),
                io.usher.agent.generation.GenerationEvents.Cause.ADOPTED);
        assertEquals(Optional.of("anna"), by(next.server("b", "s").weight()));
    }

    @Test
    void clearingBringsTheConfiguredValueBack() {
        weight(9);
        final ServerView view = servers.change("b", "s",
                new ServerPatch(FieldChange.absent(), FieldChange.clear(), FieldChange.absent()), ANNA);
        assertEquals(1, view.weight().value());
        assertEquals(Optional.empty(), view.weight().override());
    }

    @Test
    void theConfigurationsNewValueOfThatFieldEndsTheOverride() throws Exception {
        weight(9);
        servers.change("b", "s", ServerPatch.ofState(ServerState.DRAIN), ANNA);
        world.configure(5);
        final FakeGeneration next = world.start();
        assertEquals("5", next.get("weight"));
        assertEquals("drain", next.get("state"));
        assertEquals(Optional.empty(), by(weight()));
    }

    @Test
    void tellsWhatAConfigurationWouldEndAndEndsNothing() throws Exception {
        weight(9);
        servers.change("b", "s", ServerPatch.ofState(ServerState.DRAIN), ANNA);
        assertEquals(List.of(), servers.overridesEnded(world.snapshots.take(world.files)));
        world.configure(5);
        final List<OverrideEnded> expected = List.of(new OverrideEnded("b", Optional.of("s"), "weight", "9", "1", "5"));
        assertEquals(expected, servers.overridesEnded(world.snapshots.take(world.files)));
        assertEquals(expected, servers.overridesEnded(world.snapshots.take(world.files)), "a look ends nothing");
        assertEquals(Optional.of("anna"), by(weight()));
        world.start();
        assertEquals(Optional.empty(), by(weight()));
        assertEquals(List.of(), servers.overridesEnded(world.snapshots.take(world.files)));
    }

    private List<Map<String, ?>> watch() {
        final List<Map<String, ?>> details = new ArrayList<>();
        servers = new DesiredServers(world.database, world.snapshots, Map.of(), audit,
                (type, subject, message, detail) -> {
                    assertTrue(type.keys().containsAll(detail.keySet()), () -> type + " " + detail);
                    details.add(detail);
                }, world.clock(), world.supervisor::trouble);
        servers.serves(world.supervisor.active().orElseThrow(), Optional.empty(), GenerationEvents.Cause.ADOPTED);
        return details;
    }

    private static boolean byConfiguration(final Map<String, ?> detail) {
        return "configuration".equals(detail.get("cause"));
    }

    @Test
    void tellsThatTheConfigurationEndedAnOverride() throws Exception {
        weight(9);
        final List<Map<String, ?>> details = watch();
        world.configure(5);
        servers.reconfigure(world.supervisor.active().orElseThrow(), world.snapshots.take(world.files), new Besides());
        assertEquals("5", world.latest().get("weight"));
        final Map<String, ?> told = details.get(details.size() - 1);
        assertEquals(List.of("weight", "configuration", "9", "5"),
                List.of(told.get("field"), told.get("cause"), told.get("overridden"), told.get("configured")));
        assertTrue(told.containsKey("value") && told.get("value") == null, told.toString());
        assertEquals(1, details.stream().filter(DesiredServersTest::byConfiguration).count());
    }

    @Test
    void doesNotTellThatAnOverrideEndedWhereTheProxyRefusesTheNewValue() throws Exception {
        weight(9);
        final List<Map<String, ?>> details = watch();
        world.configure(5);
        world.latest().answer("set server b/s weight 5", "No.\n\n");
        assertThrows(Conflict.class, () -> servers.reconfigure(world.supervisor.active().orElseThrow(),
                world.snapshots.take(world.files), new Besides()));
        assertEquals("9", world.latest().get("weight"));
        assertEquals(Optional.of("anna"), by(weight()));
        assertTrue(details.stream().noneMatch(DesiredServersTest::byConfiguration), details.toString());
    }

    /** Nothing belongs to a change besides the values. */
    private static class Besides implements Reconfiguration {
        @Override
        public void first() {
            // nothing
        }

        @Override
        public void last() {
            // nothing
        }

        @Override
        public void undo() {
            // nothing
        }
    }

    @Test
    void keepsAnOverrideThatTheConfigurationHadEndedWhereTheFilesCannotBeWritten() throws Exception {
        weight(9);
        final List<Map<String, ?>> details = watch();
        world.configure(5);
        final List<String> steps = new ArrayList<>();
        final Unavailable full = assertThrows(Unavailable.class, () ->
                servers.reconfigure(world.supervisor.active().orElseThrow(), world.snapshots.take(world.files), new Besides() {
                    @Override
                    public void last() {
                        steps.add("weight " + world.latest().get("weight"));
                        throw new Unavailable("no space left on device", null);
                    }

                    @Override
                    public void undo() {
                        steps.add("undo");
                    }
                }));
        assertEquals("no space left on device", full.getMessage());
        assertEquals(List.of("weight 5", "undo"), steps);
        assertEquals("9", world.latest().get("weight"));
        assertEquals(Optional.of("anna"), by(weight()));
        assertEquals(Optional.of(1), weight().configured());
        assertTrue(details.stream().noneMatch(DesiredServersTest::byConfiguration), details.toString());
        adoptAnew();
        assertEquals(Optional.of("anna"), by(weight()), "the next agent knows it, too");
    }

    @Test
    void tellsOnceThatAnOverrideEndedWhereALaterChangeIsRefused() throws Exception {
        weight(9);
        final List<Map<String, ?>> details = watch();
        world.configure(5);
        world.supervisor.runs(world.supervisor.active().orElseThrow(), reconfigured());
        assertThrows(Conflict.class, () -> servers.reconfigure(world.supervisor.active().orElseThrow(),
                world.snapshots.take(world.files), new Besides() {
                    @Override
                    public void first() {
                        throw new Conflict("no");
                    }
                }));
        assertEquals("5", world.latest().get("weight"));
        assertEquals(Optional.empty(), by(weight()));
        assertEquals(1, details.stream().filter(DesiredServersTest::byConfiguration).count(), details.toString());
    }

    private Snapshot reconfigured() throws Exception {
        final Snapshot to = world.snapshots.take(world.files);
        servers.reconfigure(world.supervisor.active().orElseThrow(), to, new Besides());
        return to;
    }

    @Test
    void tellsOnceThatAReloadEndedAnOverride() throws Exception {
        weight(9);
        final List<Map<String, ?>> details = watch();
        world.configure(5);
        world.start();
        servers.serves(world.supervisor.active().orElseThrow(), Optional.empty(), GenerationEvents.Cause.HANDOVER);
        servers.serves(world.supervisor.active().orElseThrow(), Optional.empty(), GenerationEvents.Cause.HANDOVER);
        assertEquals(1, details.stream().filter(DesiredServersTest::byConfiguration).count(), details.toString());
    }

    @Test
    void anOverrideEndedByADeadSuccessorCountsAgainAfterTheRollBack() throws Exception {
        weight(9);
        final FakeGeneration first = world.latest();
        first.hold(1);
        world.configure(5);
        world.start();
        first.regain();
        world.latest().die(137);
        world.conductor.run();
        assertEquals("9", first.get("weight"));
        assertEquals(Optional.of("anna"), by(weight()));
    }

    @Test
    void adoptsWhatOthersSetAndNeverFightsIt() throws Exception {
        weight(9);
        world.latest().set("weight", "33");
        world.latest().set("state", "maint");
        servers.adoptChanges((of, table) -> { });
        assertEquals(33, weight().value());
        assertEquals(Optional.of("stats socket"), by(weight()));
        assertEquals(Optional.of("stats socket"), by(servers.server("b", "s").state()));
        final FakeGeneration next = world.start();
        assertEquals("33", next.get("weight"));
        assertEquals("maint", next.get("state"));
    }

    @Test
    void adoptsWhatOthersSetUpToTheVeryHandover() throws Exception {
        world.latest().set("weight", "33");
        assertEquals("33", world.start().get("weight"));
    }

    @Test
    void adoptsNothingWhereNothingWasSet() {
        servers.adoptChanges((of, table) -> { });
        assertEquals(Optional.empty(), by(weight()));
    }

    @Test
    void remembersNothingWhereTheProxyIsUnreachable() throws Exception {
        world.latest().die(143);
        world.conductor.run();
        final ProxyUnreachable e = assertThrows(ProxyUnreachable.class, () -> weight(9));
        assertTrue(e.getMessage().contains("no generation serves"), e.getMessage());
        assertEquals("1", world.start().get("weight"));
        assertEquals(Optional.empty(), by(weight()));
    }

    @Test
    void passesTheProxysRefusalOnAndRemembersNothing() {
        // the fake knows the server only as b/s; what it does not know it answers with a text, which is a refusal
        assertThrows(NotFound.class, () -> servers.server("b", "t"));
        assertThrows(NotFound.class, () -> servers.servers("c"));
        assertThrows(NotFound.class, () -> servers.change("c", "s", ServerPatch.ofState(ServerState.MAINT), ANNA));
    }

    @Test
    void validatesAllFieldsBeforeItSetsOne() {
        assertEquals("weight", assertThrows(Invalid.class, () -> servers.change("b", "s",
                new ServerPatch(FieldChange.set(ServerState.MAINT), FieldChange.set(257), FieldChange.absent()), ANNA)).field());
        assertEquals("maxconn", assertThrows(Invalid.class, () -> servers.change("b", "s",
                new ServerPatch(FieldChange.set(ServerState.MAINT), FieldChange.absent(), FieldChange.set(-1)), ANNA)).field());
        assertEquals("ready", world.latest().get("state"));
    }

    private static NamedPatch patch(final String server, final int weight, final int maxconn) {
        return new NamedPatch(server,
                new ServerPatch(FieldChange.set(ServerState.DRAIN), FieldChange.set(weight), FieldChange.set(maxconn)));
    }

    @Test
    void changesSeveralServersAndShowsThem() {
        final ServerView view = servers.change("b", List.of(patch("s", 9, 4)), ANNA).get(0);
        assertEquals(List.of(9, 4), List.of(view.weight().value(), view.maxconn().value()));
        assertEquals(Optional.of("anna"), by(view.state()));
    }

    @Test
    void undoesWhatItHadChangedWhereOneOfSeveralChangesFails() {
        weight(7);
        world.latest().answer("set maxconn server b/s", "No.\n\n");
        final BulkRefusal refusal =
                assertThrows(BulkRefusal.class, () -> servers.change("b", List.of(patch("s", 9, 4)), new Requester("bert")));
        assertEquals("s", refusal.failed());
        assertEquals(Conflict.class, refusal.reason().getClass());
        assertEquals(new BulkRefusal.Undone(List.of("s"), List.of()), refusal.undone());
        assertEquals(List.of("ready", "7"), List.of(world.latest().get("state"), world.latest().get("weight")));
        assertEquals(Optional.of("anna"), by(weight()));
        assertEquals(Optional.empty(), by(servers.server("b", "s").state()));
    }

    @Test
    void tellsWhatCouldNotBeUndone() {
        world.latest().answer("set maxconn server b/s", "No.\n\n");
        world.latest().answer("set server b/s state ready", "Never.\n\n");
        final BulkRefusal refusal = assertThrows(BulkRefusal.class, () -> servers.change("b", List.of(patch("s", 9, 4)), ANNA));
        assertEquals(new BulkRefusal.Undone(List.of(), List.of("s state ready: the proxy refused: Never.")), refusal.undone());
        assertTrue(refusal.getMessage().contains("not all that was changed before could be undone"), refusal.getMessage());
    }

    @Test
    void validatesAllServersBeforeItChangesOne() {
        assertThrows(NotFound.class, () -> servers.change("b", List.of(patch("s", 9, 4), patch("t", 9, 4)), ANNA));
        assertEquals("servers[1].weight", assertThrows(Invalid.class,
                () -> servers.change("b", List.of(patch("s", 9, 4), patch("t", 257, 4)), ANNA)).field());
        assertEquals("servers[1].name", assertThrows(Invalid.class,
                () -> servers.change("b", List.of(patch("s", 9, 4), patch("s", 8, 4)), ANNA)).field());
        assertEquals(List.of("ready", "1"), List.of(world.latest().get("state"), world.latest().get("weight")));
    }

    @Test
    void showsSeatsAndSessionsOfAServerAndNoOthers() {
        world.latest().answer("show seats b/s", "[{\"address\":\"127.0.0.1:9001\",\"limit\":1,\"taken\":1,\"servers\":[],"
                + "\"takes\":[{\"id\":\"1.1\",\"generation\":1,\"state\":\"on-hold\",\"ageMillis\":5}]}]\n");
        world.latest().answer("show sess", "0x1: proto=tcpv4 src=x fe=f be=b srv=s age=1s\n"
                + "0x2: proto=tcpv4 src=y fe=f be=b srv=t age=1s\n");
        world.latest().answer("shutdown session 0x1", "\n");
        assertEquals(world.clock().instant().minusMillis(5), servers.seats("b", "s").seats().get(0).since());
        assertEquals(List.of("0x1"), servers.sessions("b", "s").stream().map(ServerSession::id).toList());
        servers.cut("b", "s", "0x1", ANNA);
        assertThrows(NotFound.class, () -> servers.cut("b", "s", "0x2", ANNA));
        world.latest().answer("release seats b/s", "{\"address\":\"127.0.0.1:9001\",\"released\":[\"1.1\"]}\n");
        assertEquals(new ReleasedSeats("127.0.0.1:9001", List.of("1.1")), servers.release("b", "s", ANNA));
        world.latest().answer("release seats b/s", "{\"address\":\"127.0.0.1:9001\",\"released\":[]}\n");
        assertThrows(Conflict.class, () -> servers.release("b", "s", ANNA));
    }
}
