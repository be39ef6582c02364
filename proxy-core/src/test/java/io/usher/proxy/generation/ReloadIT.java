package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.exactness.KeepAliveLoad;
import io.usher.proxy.exactness.ProxyProcess;
import io.usher.proxy.exactness.ProxySite;
import io.usher.proxy.exactness.SlotServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes reload, die and stop under load; the one-slot servers count what reaches them too early. */
class ReloadIT {
    private static final int SERVERS = 4;
    private static final int CLIENTS = 12;

    @TempDir
    Path temp;
    private final List<ProxyProcess> started = new ArrayList<>();
    private SlotServers servers;
    private Path socket;
    private Path file;
    private int port;

    @BeforeEach
    void configure() throws IOException {
        servers = new SlotServers(SERVERS, 30);
        socket = temp.resolve("stats.sock");
        file = temp.resolve("proxy.cfg");
        port = ProxySite.freePort();
        final StringBuilder text = new StringBuilder("global\n    stats socket " + socket + " level admin\n    seat-journal "
            + temp.resolve("seats") + "\ndefaults\n    mode http\n    timeout connect 1000\n    timeout client 20000\n"
            + "    timeout server 20000\n    timeout hold 200\n    timeout queue 30000\n    retries 10\n    option redispatch\n"
            + "frontend f\n    bind 127.0.0.1:" + port + "\n    default_backend b\nbackend b\n");
        for (int i = 0; i < SERVERS; i++) {
            text.append("    server s").append(i).append(" 127.0.0.1:").append(servers.ports().get(i)).append(" maxconn 1\n");
        }
        Files.writeString(file, text);
    }

    @AfterEach
    void end() throws IOException {
        started.forEach(ProxyProcess::kill);
        servers.close();
    }

    private ProxyProcess start(final String... more) throws IOException {
        final List<String> arguments = new ArrayList<>(List.of("-f", file.toString()));
        arguments.addAll(List.of(more));
        final ProxyProcess p = ProxyProcess.start(temp, arguments.toArray(String[]::new));
        started.add(p);
        return p;
    }

    /** {@return whether that process answers, as the active generation} The report begins with its own state. */
    private boolean active(final ProxyProcess p) {
        return ProxyProcess.ask(socket, "show generation")
            .matches("(?s)\\{\"number\":\\d+,\"state\":\"active\",\"drained\":(true|false),\"pid\":" + p.pid() + ",.*");
    }

    private boolean sole(final ProxyProcess p) {
        return ProxyProcess.ask(socket, "show generation")
            .matches("(?s)\\{\"number\":\\d+,\"state\":\"active\",\"drained\":true,\"pid\":" + p.pid() + ",.*");
    }

    private ProxyProcess first() throws Exception {
        final ProxyProcess p = start();
        p.until("the first generation is active", () -> active(p));
        return p;
    }

    private ProxyProcess reload(final ProxyProcess old) throws Exception {
        final ProxyProcess next = start("-sf", Long.toString(old.pid()));
        next.until("the next generation is active and alone", () -> sole(next));
        return next;
    }

    @Test
    void reloadsLoseNothingAndSellNoSeatTwice() throws Exception {
        ProxyProcess p = first();
        try (KeepAliveLoad load = new KeepAliveLoad(port, CLIENTS)) {
            ProxyProcess.await("load runs", () -> load.account().ok() > 50);
            for (int i = 0; i < 3; i++) {
                final ProxyProcess old = p;
                p = reload(old);
                assertEquals(0, old.exitStatus(), old.output());
                final int before = load.account().ok();
                ProxyProcess.await("load runs on", () -> load.account().ok() > before + 50);
            }
            load.close();
            assertEquals(List.of(), load.account().notOk());
        }
        assertEquals(0, servers.refused());
    }

    @Test
    void secondStartIsRefusedNamingThePidAndTheSocket() throws Exception {
        final ProxyProcess p = first();

        final ProxyProcess second = start();

        assertEquals(1, second.exitStatus());
        assertTrue(second.output().contains("generation 1, pid " + p.pid() + ", stats socket " + socket), second.output());
        assertTrue(active(p));
    }

    @Test
    void processThatIsNoGenerationIsRefusedByPid() throws Exception {
        final ProxyProcess p = first();

        final ProxyProcess second = start("-sf", Long.toString(ProcessHandle.current().pid()));

        assertEquals(1, second.exitStatus());
        assertTrue(second.output().contains("process " + ProcessHandle.current().pid()), second.output());
        assertTrue(active(p));
    }

    @Test
    void killedSuccessorIsRolledBackAndKilledPredecessorIsInherited() throws Exception {
        final ProxyProcess p = first();
        try (KeepAliveLoad load = new KeepAliveLoad(port, CLIENTS)) {
            ProxyProcess.await("load runs", () -> load.account().ok() > 50);
            final ProxyProcess young = start("-x", socket.toString());
            ProxyProcess.await("the successor is active", () -> active(young));
            young.kill();
            // The old generation takes over again, unless it was drained and gone before its successor died.
            ProxyProcess.await("the old generation is active again or gone", () -> active(p) || !p.alive());
            final ProxyProcess base = active(p) ? p : first();
            final ProxyProcess heir = start("-x", socket.toString());
            ProxyProcess.await("the handover has begun", () -> ProxyProcess.ask(socket, "show generation")
                .contains("\"successor\":{")
                || active(heir));
            base.kill();
            heir.until("the heir is active and alone", () -> sole(heir));
            final int before = load.account().ok();
            ProxyProcess.await("load runs on", () -> load.account().ok() > before + 50);
        }
        assertEquals(0, servers.refused());
    }

    @Test
    void seatsOfTheDeadOnlyGenerationAreHeldByTheNext() throws Exception {
        final ProxyProcess p = first();
        try (KeepAliveLoad load = new KeepAliveLoad(port, CLIENTS)) {
            ProxyProcess.await("load runs", () -> load.account().ok() > 50);
            p.kill();
            p.exitStatus();
            final ProxyProcess next = start();
            next.until("the next generation is active", () -> active(next));
            assertTrue(next.output().contains("dead generations [1]: "), next.output());
            final int before = load.account().ok();
            ProxyProcess.await("load runs on", () -> load.account().ok() > before + 50);
        }
        assertEquals(0, servers.refused());
    }

    @Test
    void valuesSetAtRuntimeOutliveTheReload() throws Exception {
        final ProxyProcess p = first();
        ProxyProcess.ask(socket, "set server b/s1 state drain; set server b/s2 weight 7; set maxconn server b/s3 2");
        reload(p);

        final String state = ProxyProcess.ask(socket, "get weight b/s2; show servers state b");
        assertTrue(state.startsWith("7 (initial 1)"), state);
        assertTrue(state.lines().anyMatch(l -> l.contains(" s1 ") && l.split(" ")[6].equals("8")), state);
    }
}
