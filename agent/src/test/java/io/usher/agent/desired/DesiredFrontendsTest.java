package io.usher.agent.desired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.usher.agent.configuration.OverrideEnded;
import io.usher.agent.generation.GenerationEvents;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;

import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DesiredFrontendsTest extends DesiredServersFixture {
    private static final String COLUMNS = "# pxname,svname,qcur,scur,slim,stot,status,act,bck,type,check_status,req_tot,\n";
    private static final String BACKEND = "b,s,0,0,1,0,UP,1,0,2,L4OK,,\nb,BACKEND,0,0,10,0,UP,1,0,1,,,\n\n";
    private static final FieldChange<FrontendState> SAME = FieldChange.absent();
    private FrontendService frontends;

    @BeforeEach
    void open() throws Exception {
        configure(50);
        frontends = servers.frontends();
        start();
    }

    private void configure(final int maxconn) throws Exception {
        world.configure(1);
        Files.writeString(world.file, Files.readString(world.file) + "frontend f\n    maxconn " + maxconn + "\n");
    }

    private void start() throws Exception {
        world.start();
        shows("OPEN", 50);
        world.latest().answer("set maxconn frontend f", "\n");
        world.latest().answer("disable frontend f", "\n");
        world.latest().answer("enable frontend f", "\n");
    }

    private void shows(final String status, final int maxconn) {
        world.latest().answer("show stat", COLUMNS + "f,FRONTEND,,2," + maxconn + ",30," + status + ",,,0,,40,\n" + BACKEND);
    }

    /** Another agent begins with what is in the database and what this generation shows. */
    private void imposeAnew() {
        servers = anotherAgents();
        frontends = servers.frontends();
        servers.serves(world.supervisor.active().orElseThrow(), Optional.empty(), GenerationEvents.Cause.HANDOVER);
    }

    private FrontendView maxconn(final int number) {
        return frontends.change("f", new FrontendPatch(SAME, FieldChange.set(number)), ANNA);
    }

    @Test
    void showsWhatTheProxySaysAndWhatIsConfigured() {
        final FrontendView view = frontends.frontend("f");
        assertEquals(List.of("OPEN", 2L, 30L, 40L), List.of(view.status(), view.connections(), view.total(), view.requests()));
        assertEquals(new FieldView<>(FrontendState.ENABLED, Optional.of(FrontendState.ENABLED), Optional.empty()), view.state());
        assertEquals(new FieldView<>(50, Optional.of(50), Optional.empty()), view.maxconn());
        assertEquals(List.of(view), frontends.frontends());
        assertThrows(NotFound.class, () -> frontends.frontend("g"));
    }

    @Test
    void changesAFrontendAndRemembersByWhom() {
        maxconn(9);
        shows("OPEN", 9);
        final FieldView<Integer> now = frontends.frontend("f").maxconn();
        assertEquals(9, now.value());
        assertEquals(Optional.of(50), now.configured());
        assertEquals(Optional.of(new FieldView.Override<>(9, world.clock().instant(), "anna")), now.override());
        assertEquals(1, times("set maxconn frontend f 9"));
        assertEquals(List.of("f", "maxconn 9"), List.of(audit.latest(1).get(0).target(), audit.latest(1).get(0).detail()));
    }

    @Test
    void disablesAndEnablesAFrontend() {
        frontends.change("f", new FrontendPatch(FieldChange.set(FrontendState.DISABLED), FieldChange.absent()), ANNA);
        shows("PAUSED", 50);
        assertEquals(FrontendState.DISABLED, frontends.frontend("f").state().value());
        frontends.change("f", new FrontendPatch(FieldChange.clear(), FieldChange.absent()), ANNA);
        assertEquals(List.of(1L, 1L), List.of(times("disable frontend f"), times("enable frontend f")));
    }

    @Test
    void clearingBringsTheConfiguredValueBack() {
        maxconn(9);
        frontends.change("f", new FrontendPatch(SAME, FieldChange.clear()), ANNA);
        assertEquals(1, times("set maxconn frontend f 50"));
        assertEquals(Optional.empty(), frontends.frontend("f").maxconn().override());
    }

    @Test
    void carriesAnOverrideIntoAGenerationThatDoesNotHaveIt() {
        maxconn(9);
        imposeAnew();
        assertEquals(2, times("set maxconn frontend f 9"));
    }

    @Test
    void theConfigurationsNewValueEndsTheOverride() throws Exception {
        maxconn(9);
        configure(60);
        start();
        imposeAnew();
        assertEquals(List.of(0L, 1L), List.of(times("set maxconn frontend f 9"), times("set maxconn frontend f 60")));
        assertEquals(Optional.empty(), frontends.frontend("f").maxconn().override());
    }

    @Test
    void tellsWhatAConfigurationWouldEndAndEndsNothing() throws Exception {
        maxconn(9);
        frontends.change("f", new FrontendPatch(FieldChange.set(FrontendState.DISABLED), FieldChange.absent()), ANNA);
        assertEquals(List.of(), servers.overridesEnded(world.snapshots.take(world.files)));
        configure(60);
        final List<OverrideEnded> expected = List.of(new OverrideEnded("f", Optional.empty(), "maxconn", "9", "50", "60"));
        assertEquals(expected, servers.overridesEnded(world.snapshots.take(world.files)));
        assertEquals(expected, servers.overridesEnded(world.snapshots.take(world.files)), "a look ends nothing");
        start();
        imposeAnew();
        assertEquals(List.of(), servers.overridesEnded(world.snapshots.take(world.files)), "it has ended now");
    }

    @Test
    void adoptsWhatOthersSetOnTheStatsSocket() {
        shows("PAUSED", 7);
        servers.adoptChanges((of, table) -> { });
        final FrontendView view = frontends.frontend("f");
        assertEquals(Optional.of("stats socket"), view.maxconn().override().map(FieldView.Override::by));
        assertEquals(Optional.of(FrontendState.DISABLED), view.state().override().map(FieldView.Override::value));
    }

    @Test
    void remembersNothingThatTheProxyRefused() {
        world.latest().answer("set maxconn frontend f", "No.\n\n");
        assertThrows(Conflict.class, () -> maxconn(9));
        assertEquals(Optional.empty(), frontends.frontend("f").maxconn().override());
    }

    @Test
    void refusesNegativeLimitsAndFrontendsThatAreStoppedForGood() {
        assertEquals("maxconn", assertThrows(Invalid.class, () -> maxconn(-1)).field());
        shows("STOP", 50);
        assertThrows(Conflict.class, () -> frontends.change("f",
                new FrontendPatch(FieldChange.set(FrontendState.ENABLED), FieldChange.absent()), ANNA));
        assertEquals(0, times("enable frontend f"));
    }

    @Test
    void aPreviewChangesNothing() {
        final FrontendView view = frontends.preview("f", new FrontendPatch(FieldChange.set(FrontendState.DISABLED),
                FieldChange.set(9)), ANNA);
        assertEquals(List.of("PAUSED", 9), List.of(view.status(), view.maxconn().value()));
        assertEquals(List.of(0L, 0L), List.of(times("disable frontend f"), times("set maxconn frontend f 9")));
        assertEquals(Optional.empty(), frontends.frontend("f").maxconn().override());
    }
}
