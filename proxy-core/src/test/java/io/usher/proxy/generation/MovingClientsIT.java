package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.exactness.KeepAliveLoad;
import io.usher.proxy.exactness.KeptClient;
import io.usher.proxy.exactness.ProxyProcess;
import io.usher.proxy.exactness.ProxySite;
import io.usher.proxy.exactness.SlotServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes hand their waiting clients over: each keeps its one connection through every reload, and its place. */
class MovingClientsIT {
    private static final int SERVERS = 10;
    private static final int QUEUED = 200;
    private static final int IDLE = 40;
    private static final int RELOADS = 5;
    /** At one server: seconds of work, most of which is left when the next generation has started. */
    private static final int LONG_QUEUE = 30;

    @TempDir
    Path temp;
    private final List<ProxyProcess> started = new ArrayList<>();
    private final List<KeptClient> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger progress = new AtomicInteger();
    private SlotServers servers;
    private Path socket;
    private Path file;
    private int port;
    /** Written by the test's thread, read by the clients'. */
    private volatile boolean stopping;

    @BeforeEach
    void place() throws IOException {
        socket = temp.resolve("stats.sock");
        file = temp.resolve("proxy.cfg");
        port = ProxySite.freePort();
    }

    private void configure(final int count, final int workMillis) throws IOException {
        servers = new SlotServers(count, workMillis);
        final StringBuilder text = new StringBuilder("global\n    standby 100ms\n    stats socket " + socket
            + " level admin\n    seat-journal " + temp.resolve("seats") + "\ndefaults\n    mode http\n    timeout connect 1000\n"
            + "    timeout client 10m\n    timeout server 20000\n    timeout hold 200\n    timeout queue 10m\n    retries 10\n"
            + "    option redispatch\nfrontend f\n    bind 127.0.0.1:" + port + "\n    bind " + temp.resolve("client.sock")
            + "\n    maxconn 5000\n    default_backend b\nbackend b\n    option forwardfor\n");
        for (int i = 0; i < count; i++) {
            text.append("    server s").append(i).append(" 127.0.0.1:").append(servers.ports().get(i)).append(" maxconn 1\n");
        }
        Files.writeString(file, text);
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        stopping = true;
        for (final KeptClient c : clients) {
            c.close();
        }
        for (final Thread t : threads) {
            t.join(5_000);
        }
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

    private boolean generation(final ProxyProcess p, final String drained) {
        return ProxyProcess.ask(socket, "show generation")
            .matches("(?s)\\{\"number\":\\d+,\"state\":\"active\",\"drained\":" + drained + ",\"pid\":" + p.pid() + ",.*");
    }

    private ProxyProcess first() throws Exception {
        final ProxyProcess p = start();
        p.until("the first generation is active", () -> generation(p, "true"));
        return p;
    }

    private ProxyProcess reload(final ProxyProcess old) throws Exception {
        final ProxyProcess next = start("-sf", Long.toString(old.pid()));
        next.until("the next generation is active and alone", () -> generation(next, "true"));
        return next;
    }

    private KeptClient tcp() throws IOException {
        final KeptClient c = KeptClient.tcp(port);
        clients.add(c);
        return c;
    }

    /** A client that has a request waiting all the time. */
    private void busy(final KeptClient c) {
        final Thread t = new Thread(() -> {
            try {
                while (!stopping) {
                    c.get("/").answer();
                    answered.incrementAndGet();
                }
            } catch (final IOException e) {
                if (!stopping) {
                    failures.add(e.toString());
                }
            }
        });
        t.setDaemon(true);
        threads.add(t);
        t.start();
    }

    private int current(final String frontend) {
        return ProxyProcess.ask(socket, "show stat").lines().filter(l -> l.startsWith(frontend + ",FRONTEND,"))
            .mapToInt(l -> Integer.parseInt(l.split(",")[4])).findFirst().orElse(-1);
    }

    private void goesOn() throws InterruptedException {
        progress.set(answered.get());
        ProxyProcess.await("load runs on; failures: " + failures, () -> answered.get() > progress.get() + 2 * QUEUED);
    }

    @Test
    void everyClientKeepsItsConnectionThroughFiveReloads() throws Exception {
        configure(SERVERS, 20);
        ProxyProcess p = first();
        for (int i = 0; i < QUEUED; i++) {
            busy(i % 4 == 0 ? unix() : tcp());
        }
        final List<KeptClient> idle = new ArrayList<>();
        for (int i = 0; i < IDLE; i++) {
            idle.add(i % 4 == 0 ? unix() : tcp());
            idle.get(i).get("/").answer();
        }
        goesOn();
        for (int i = 0; i < RELOADS; i++) {
            final ProxyProcess old = p;
            // A head that is half read at the handover, and a request pipelined behind nothing.
            idle.get(0).send("GET /half HTTP/1.1\r\nHo");
            p = reload(old);
            assertEquals(0, old.exitStatus(), old.output());
            assertEquals(QUEUED + IDLE, current("f"), "connections of the frontend, reload " + i + " " + failures);
            idle.get(0).send("st: x\r\n\r\n").answer();
            for (final KeptClient c : idle) {
                c.get("/");
            }
            for (final KeptClient c : idle) {
                assertEquals("ok", c.answer());
            }
            goesOn();
            assertEquals(List.of(), failures);
        }
        assertEquals(0, servers.refused());
        assertEquals(QUEUED + IDLE, current("f"));
    }

    @Test
    void queueKeepsItsOrderAndTheOldGenerationDrainsWithItsLastQuery() throws Exception {
        configure(1, 800);
        final ProxyProcess old = first();
        final List<KeptClient> queue = new ArrayList<>();
        final List<String> expected = new ArrayList<>();
        for (int i = 0; i < LONG_QUEUE; i++) {
            final int length = i + 1;
            queue.add(i % 3 == 0 ? unix() : tcp());
            queue.get(i).send("POST /" + i + " HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody");
            expected.add("POST /" + i + " HTTP/1.1");
            ProxyProcess.await("request " + i + " is queued", () -> servers.order().size() + queued() >= length);
        }
        final ProxyProcess next = reload(old);
        final int servedAtDrain = servers.order().size();
        final KeptClient late = tcp().get("/late");
        expected.add("GET /late HTTP/1.1");
        for (final KeptClient c : queue) {
            assertEquals("ok", c.answer());
        }
        late.answer();

        assertTrue(servedAtDrain < LONG_QUEUE, "drained only after " + servedAtDrain + " queries");
        assertEquals(expected, servers.order().subList(0, expected.size()));
        assertEquals(0, servers.refused());
        assertTrue(generation(next, "true"));
    }

    private int queued() {
        return ProxyProcess.ask(socket, "show stat").lines().filter(l -> l.startsWith("b,BACKEND,"))
            .mapToInt(l -> Integer.parseInt(l.split(",")[2])).findFirst().orElse(0);
    }

    @Test
    void deathOfEitherSideDuringTheMoveLosesNoClientOfTheOther() throws Exception {
        configure(SERVERS, 20);
        ProxyProcess p = first();
        final KeepAliveLoad load = new KeepAliveLoad(port, QUEUED);
        try (load) {
            for (int i = 0; i < 6; i++) {
                final int before = load.account().ok();
                ProxyProcess.await("load runs on", () -> load.account().ok() > before + 2 * QUEUED);
                final ProxyProcess young = start("-x", socket.toString());
                final ProxyProcess old = p;
                young.until("the successor is active", () -> generation(young, "(true|false)"));
                final int then = load.account().ok() + i;
                ProxyProcess.await("some are answered meanwhile", () -> load.account().ok() >= then);
                if (i % 2 == 0) {
                    young.kill();
                    ProxyProcess.await("the old generation is active again or gone",
                        () -> generation(old, "true") || !old.alive());
                    p = old.alive() ? old : first();
                } else {
                    old.kill();
                    young.until("the successor is alone", () -> generation(young, "true"));
                    p = young;
                }
            }
            final int before = load.account().ok();
            ProxyProcess.await("load runs on", () -> load.account().ok() > before + 2 * QUEUED);
        }
        assertEquals(List.of(), load.account().notOk().stream().filter(f -> f.contains("HTTP/1.1")).toList());
        assertEquals(0, servers.refused());
    }

    private KeptClient unix() throws IOException {
        final KeptClient c = KeptClient.unix(temp.resolve("client.sock"));
        clients.add(c);
        return c;
    }
}
