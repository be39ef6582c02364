package io.usher.agent.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.configuration.Plan;
import io.usher.agent.configuration.Planner;
import io.usher.agent.configuration.Snapshot;
import io.usher.agent.desired.DesiredServers;
import io.usher.agent.desired.FieldChange;
import io.usher.agent.desired.FieldView;
import io.usher.agent.desired.FrontendPatch;
import io.usher.agent.desired.ServerPatch;
import io.usher.agent.event.EventSink;
import io.usher.agent.generation.Conductor;
import io.usher.agent.generation.FakeWorld;
import io.usher.agent.generation.Generation;
import io.usher.agent.request.Requester;
import io.usher.agent.request.Unavailable;
import io.usher.agent.store.AuditLog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveApplyTest {
    private static final Requester ANNA = new Requester("anna");
    private static final String STAT = "# pxname,svname,qcur,scur,slim,stot,status,act,bck,type,check_status,req_tot,\n"
            + "f,FRONTEND,,2,%d,30,OPEN,,,0,,40,\nb,s,0,0,1,0,UP,1,0,2,L4OK,,\nb,BACKEND,0,0,10,0,UP,1,0,1,,,\n\n";
    @TempDir
    Path folder;
    private FakeWorld world;
    private DesiredServers servers;
    private LiveApply live;
    private Generation active;
    private Snapshot runs;

    /** Works at once, on the asker's thread. */
    private static final class AtOnce implements Conductor {
        @Override
        public void execute(final Runnable task) {
            task.run();
        }

        @Override
        public void after(final Duration delay, final Runnable task) {
            throw new AssertionError("nothing is put off");
        }
    }

    @BeforeEach
    void open() throws Exception {
        world = new FakeWorld(folder);
        servers = new DesiredServers(world.database, world.snapshots, Map.of(), new AuditLog(world.database, world.clock()),
                EventSink.NOBODY, world.clock(), world.supervisor::trouble);
        world.supervisor.listen(servers);
        live = new LiveApply(world.supervisor, servers, new AtOnce());
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** Somebody has set the weight to 9 and the frontend's limit to 7. */
    private void serve(final String limit) throws Exception {
        runs = snapshot(1, limit);
        world.supervisor.start(runs, before -> { });
        active = world.supervisor.active().orElseThrow();
        world.latest().answer("set maxconn frontend f", "\n");
        world.latest().answer("show stat", STAT.formatted(50));
        servers.change("b", "s", new ServerPatch(FieldChange.absent(), FieldChange.set(9), FieldChange.absent()), ANNA);
        servers.frontends().change("f", new FrontendPatch(FieldChange.absent(), FieldChange.set(7)), ANNA);
        world.latest().answer("show stat", STAT.formatted(7));
    }

    private Snapshot snapshot(final int weight, final String limit) throws Exception {
        world.configure(weight);
        Files.writeString(world.file, Files.readString(world.file) + "frontend f\n    bind :80\n" + limit);
        return world.snapshots.take(world.files);
    }

    private void apply(final Snapshot to, final LiveApply.Commit commit) {
        final Plan plan = Planner.plan(runs, to, Map.of(), Path::toString);
        assertEquals(Plan.Outcome.LIVE, plan.outcome());
        live.apply(plan, active, runs, to, ANNA, commit);
    }

    private Optional<Integer> weightSet() {
        return servers.server("b", "s").weight().override().map(FieldView.Override::value);
    }

    private Optional<Integer> limitSet() {
        return servers.frontends().frontend("f").maxconn().override().map(FieldView.Override::value);
    }

    private List<String> limitsTold() {
        return world.latest().asked().stream().filter(command -> command.startsWith("set maxconn frontend f ")).toList();
    }

    @Test
    void endsWhatWasSetAtRuntimeOnceTheFilesAreInPlace() throws Exception {
        serve("    maxconn 50\n");
        final Snapshot to = snapshot(5, "    maxconn 60\n");
        apply(to, () -> assertEquals("5", world.latest().get("weight"), "the files come last"));
        assertEquals(List.of(Optional.empty(), Optional.empty()), List.of(weightSet(), limitSet()));
        assertEquals("5", world.latest().get("weight"));
        assertEquals("set maxconn frontend f 60", limitsTold().get(limitsTold().size() - 1));
        assertEquals(Optional.of(to), active.snapshot());
    }

    @Test
    void endsNothingWhereTheFilesCannotBePutInPlace() throws Exception {
        serve("    maxconn 50\n");
        final Unavailable refusal = assertThrows(Unavailable.class, () -> apply(snapshot(5, "    maxconn 60\n"), () -> {
            world.latest().answer("show stat", STAT.formatted(60));
            throw new IOException("No space left on device");
        }));
        assertTrue(refusal.getMessage().contains("No space left on device"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("was changed back"), refusal.getMessage());
        assertEquals(List.of(Optional.of(9), Optional.of(7)), List.of(weightSet(), limitSet()));
        assertEquals("9", world.latest().get("weight"));
        assertEquals("set maxconn frontend f 7", limitsTold().get(limitsTold().size() - 1));
        assertEquals(Optional.of(runs), active.snapshot());
    }

    @Test
    void givesAFrontendItsLimitBackThatNoConfigurationSaid() throws Exception {
        serve("");
        assertThrows(Unavailable.class, () -> apply(snapshot(1, "    maxconn 60\n"), () -> {
            throw new IOException("No space left on device");
        }));
        assertEquals(List.of("set maxconn frontend f 7", "set maxconn frontend f 60", "set maxconn frontend f 7"), limitsTold());
        assertEquals(Optional.of(7), limitSet());
    }
}
