package io.usher.agent.desired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.generation.GenerationEvents;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.NotFound;

import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AddedServersTest extends DesiredServersFixture {
    private static final NewServer NEW = new NewServer("t", "127.0.0.1", 9002, 7, 2, false, ServerState.READY, Optional.empty());
    private static final String WORDS = "add server b/t 127.0.0.1:9002 weight 7 maxconn 2";
    private static final String STATES =
            "1\n# be_id be_name srv_id srv_name srv_addr srv_admin_state srv_uweight srv_iweight srv_port\n";
    private static final String STATS = "# pxname,svname,qcur,scur,slim,stot,status,act,bck,type,check_status,\n";
    private static final String T_STATE = "2 b 2 t 127.0.0.1 0 7 7 9002\n";
    private static final String T_STAT = "b,t,0,0,2,0,no check,1,0,2,,\n";

    @BeforeEach
    void start() throws Exception {
        world.start();
    }

    /** The fake takes a new server, and shows it when it is asked for that one alone. */
    private void takesT() {
        world.latest().answer("add server b/t", "New server registered.\n\n");
        world.latest().answer("set server b/t", "\n");
        world.latest().answer("show servers state b/t", STATES + T_STATE + "\n");
        world.latest().answer("show stat b 4 2", STATS + T_STAT + "\n");
    }

    /** Now the fake shows it among all, too. */
    private void showsT() {
        world.latest().answer("show servers state", STATES + "2 b 1 s 127.0.0.1 0 1 1 9001\n" + T_STATE + "\n");
        world.latest().answer("show stat", STATS + "b,s,0,0,1,0,UP,1,0,2,L4OK,\n" + T_STAT + "b,BACKEND,0,0,10,0,UP,2,0,1,,\n\n");
    }

    @Test
    void addsAServerAndShowsWhatTheProxyThenSays() {
        takesT();
        final ServerView view = servers.add("b", NEW, ANNA);
        assertEquals(List.of(7, 2), List.of(view.weight().value(), view.maxconn().value()));
        assertEquals(Optional.of(7), view.weight().configured());
        assertEquals(Optional.empty(), view.weight().override());
        assertEquals(List.of(1L, 1L), List.of(times(WORDS), times("set server b/t state ready")));
        assertEquals("b/t", audit.latest(1).get(0).target());
    }

    @Test
    void addsItAgainToEachLaterGeneration() throws Exception {
        takesT();
        servers.add("b", NEW, ANNA);
        assertTrue(world.start().asked().contains(WORDS));
    }

    @Test
    void isWrittenDownBeforeTheProxyIsTold() {
        takesT();
        final AtomicLong written = new AtomicLong();
        world.latest().answer("add server b/t", command -> {
            written.set(rows());
            return "New server registered.\n\n";
        });
        servers.add("b", NEW, ANNA);
        assertEquals(List.of(1L, 1L), List.of(written.get(), rows()));
    }

    @Test
    void isAddedByTheNextAgentWhereOneDiedBeforeTheProxyWasTold() throws Exception {
        new AddedServerTable(world.database).put(new AddedServer(new AddedServer.Key("b", "t"), NEW.words(), ServerState.READY,
                false, world.clock().instant(), "anna"));
        servers = anotherAgents();
        servers.serves(world.supervisor.active().orElseThrow(), Optional.empty(), GenerationEvents.Cause.ADOPTED);
        assertEquals(1, times(WORDS));
    }

    private long rows() {
        return world.database.queryOne("SELECT count(*) FROM added_server", row -> row.getLong(1)).orElseThrow();
    }

    @Test
    void theConfigurationThatNamesItEndsWhatWasAdded() throws Exception {
        takesT();
        servers.add("b", NEW, ANNA);
        Files.writeString(world.file, "    server t 127.0.0.1:9002 weight 3\n", StandardOpenOption.APPEND);
        assertFalse(world.start().asked().contains(WORDS));
        world.configure(1);
        assertFalse(world.start().asked().contains(WORDS));
    }

    @Test
    void remembersNothingThatTheProxyRefused() throws Exception {
        world.latest().answer("add server b/t", "No.\n\n");
        final Conflict refusal = assertThrows(Conflict.class, () -> servers.add("b", NEW, ANNA));
        assertTrue(refusal.getMessage().contains("adding b/t: the proxy refused: No."), refusal.getMessage());
        assertEquals(0, rows());
        assertFalse(world.start().asked().contains(WORDS));
    }

    @Test
    void leavesNothingOfAServerThatIsNotMadeReady() {
        takesT();
        world.latest().answer("set server b/t state ready", "Never.\n\n");
        assertThrows(Conflict.class, () -> servers.add("b", NEW, ANNA));
        assertEquals(1, times("del server b/t"));
    }

    @Test
    void refusesANameThatIsTakenAndABackendThatIsNotThere() {
        final NewServer taken = new NewServer("s", "127.0.0.1", 9002, 1, 0, false, ServerState.READY, Optional.empty());
        assertThrows(Conflict.class, () -> servers.add("b", taken, ANNA));
        assertThrows(NotFound.class, () -> servers.add("c", NEW, ANNA));
        assertTrue(world.latest().asked().stream().noneMatch(command -> command.startsWith("add server")));
    }

    @Test
    void aPreviewAddsNothing() {
        final ServerView view = servers.previewAdd("b", NEW, ANNA);
        assertEquals(List.of("127.0.0.1", "no check"), List.of(view.address().value(), view.status()));
        assertEquals(0, times(WORDS));
    }

    @Test
    void removesAServerAtOnceWhereNothingIsAtIt() throws Exception {
        takesT();
        servers.add("b", NEW, ANNA);
        world.latest().answer("del server b/t", "Server deleted.\n\n");
        assertEquals(ServerViews.REMOVING, servers.remove("b", "t", ANNA).status());
        assertEquals(1, times("set server b/t state maint"));
        assertFalse(world.start().asked().contains(WORDS));
    }

    @Test
    void removesAServerAsSoonAsItIsDrained() {
        takesT();
        servers.add("b", NEW, ANNA);
        showsT();
        world.latest().answer("del server b/t", "Server still has connections attached to it, cannot remove it.\n\n");
        servers.remove("b", "t", ANNA);
        assertEquals(ServerViews.REMOVING, servers.server("b", "t").status());
        assertThrows(Conflict.class, () -> servers.remove("b", "t", ANNA));
        assertThrows(Conflict.class, () -> servers.change("b", "t", ServerPatch.ofState(ServerState.DRAIN), ANNA));
        world.latest().answer("del server b/t", "Server deleted.\n\n");
        servers.adoptChanges((of, table) -> { });
        final long asked = times("del server b/t");
        servers.adoptChanges((of, table) -> { });
        assertEquals(asked, times("del server b/t"));
    }

    @Test
    void aServerWhoseRemovalTheProxyRefusesStaysAsItWas() {
        takesT();
        servers.add("b", NEW, ANNA);
        world.latest().answer("del server b/t", "Not now.\n\n");
        assertThrows(Conflict.class, () -> servers.remove("b", "t", ANNA));
        assertEquals(2, times("set server b/t state ready"));
        assertEquals("no check", servers.server("b", "t").status());
    }

    @Test
    void refusesToRemoveWhatStandsInTheConfiguration() {
        assertThrows(Conflict.class, () -> servers.remove("b", "s", ANNA));
        assertThrows(Conflict.class, () -> servers.previewRemove("b", "s"));
        assertEquals("ready", world.latest().get("state"));
    }

    @Test
    void aPreviewRemovesNothing() {
        takesT();
        servers.add("b", NEW, ANNA);
        assertEquals(ServerViews.REMOVING, servers.previewRemove("b", "t").status());
        assertEquals(0, times("set server b/t state maint"));
        assertEquals("no check", servers.server("b", "t").status());
    }
}
