package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A handover in reverse: while a generation finishes or stands by, an operator goes back to it, and nobody but the log notices.
 * Counted at the servers; clients keep their connections.
 */
class ResumeIT {
    private static final int CLIENTS = 16;
    private static final int IDLE = 10;

    @TempDir
    Path temp;
    private final List<Thread> threads = new ArrayList<>();
    private final List<KeptClient> clients = new ArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private ResumeScene scene;
    private SlotServer slow;
    private ProxySite site;
    /** Written by the test's thread, read by the clients'. */
    private volatile boolean stopping;

    @BeforeEach
    void make() throws IOException {
        scene = new ResumeScene(temp);
        slow = scene.slow();
        site = scene.site();
    }

    @AfterEach
    void end() throws Exception {
        stopping = true;
        for (final KeptClient c : clients) {
            c.close();
        }
        for (final Thread t : threads) {
            t.join(5_000);
        }
        scene.close();
    }

    private KeptClient client(final int port) throws IOException {
        final KeptClient c = KeptClient.tcp(port);
        clients.add(c);
        return c;
    }

    /** Clients that have a request waiting all the time, each on its one connection. */
    private void load() throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            final KeptClient c = client(site.port());
            final Thread t = new Thread(() -> {
                try {
                    while (!stopping) {
                        final String answer = c.get("/").answer();
                        if (!answer.equals("ok") && !stopping) {
                            failures.add(answer);
                        }
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
    }

    private void goesOn() throws Exception {
        final int before = answered.get();
        site.await("load runs on; failures: " + failures, () -> answered.get() > before + 3 * CLIENTS);
    }

    @Test
    void goesBackAndForthUnderLoadAndNobodyNotices() throws Exception {
        final ResumeScene.Own p = scene.first("");
        load();
        final List<KeptClient> idle = new ArrayList<>();
        for (int i = 0; i < IDLE; i++) {
            idle.add(client(site.port()));
            assertEquals("ok", idle.get(i).get("/").answer());
        }
        final KeptClient working = client(scene.slowPort()).get("/?gate=long");
        site.await("the long query is at work", () -> slow.busy() == 1);
        final ResumeScene.Own s = scene.next(p, "");
        site.await("the old generation finishes", () -> p.is("finishing"));
        for (int i = 0; i < 3; i++) {
            goesOn();
            ProxyProcess.ask(s.socket(), "set server b/s0 weight " + (i + 5));
            assertTrue(p.resume().startsWith("{\"number\":1,\"state\":\"active\","), p.process().output() + s.process().output());
            site.await("the socket that passes on is the old generation's again", () -> site.active(p.process()));
            assertTrue(p.ask("get weight b/s0").startsWith(i + 5 + " "), "what was set meanwhile has come back");
            goesOn();
            site.await("the other one stands by", () -> s.is("drained"));
            assertTrue(s.resume().startsWith("{\"number\":2,\"state\":\"active\","), p.process().output() + s.process().output());
            site.await("the old generation finishes again", () -> p.is("finishing"));
        }
        assertTrue(p.resume().startsWith("{\"number\":1,\"state\":\"active\","));
        goesOn();
        assertEquals(1, slow.busy());
        slow.open("long");
        assertEquals("ok", working.answer());
        for (final KeptClient c : idle) {
            assertEquals("ok", c.get("/").answer());
        }
        assertEquals(List.of(), failures);
        scene.exact("after seven handovers");
    }

    @Test
    void queueKeepsItsOrderOnTheWayBack() throws Exception {
        final ResumeScene.Own p = scene.first("");
        final KeptClient working = client(scene.slowPort()).get("/?gate=first");
        site.await("the server is at work", () -> slow.busy() == 1);
        final List<KeptClient> waiting = new ArrayList<>();
        wait(waiting, p, 3);
        final ResumeScene.Own s = scene.next(p, "");
        site.await("they wait there now", () -> queued(s) == 3);
        wait(waiting, s, 6);
        assertTrue(p.resume().startsWith("{\"number\":1,\"state\":\"active\","), p.process().output() + s.process().output());
        site.await("they wait here again", () -> queued(p) == 6);
        wait(waiting, p, 9);
        slow.open("first");
        assertEquals("ok", working.answer());
        for (final KeptClient c : waiting) {
            assertEquals("ok", c.answer());
        }
        assertEquals(List.of("/?gate=first", "/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9"),
            slow.begun().stream().map(q -> q.line().split(" ")[1]).toList());
        scene.exact("at the end");
    }

    private void wait(final List<KeptClient> waiting, final ResumeScene.Own at, final int count) throws Exception {
        while (waiting.size() < count) {
            final int number = waiting.size() + 1;
            waiting.add(client(scene.slowPort()).get("/" + number));
            site.await("it waits", () -> queued(at) == number);
        }
    }

    private static int queued(final ResumeScene.Own at) {
        return at.ask("show stat").lines().filter(l -> l.startsWith("slow,BACKEND,"))
            .mapToInt(l -> Integer.parseInt(l.split(",")[2])).findFirst().orElse(-1);
    }

    @Test
    void saysWhyItCannotBeActiveAgain() throws Exception {
        final ResumeScene.Own p = scene.first("");
        final ResumeScene.Own s = scene.next(p, "");
        assertTrue(s.resume().startsWith("{\"number\":2,\"state\":\"active\","), "it is active already");
        s.process().signal("TERM");
        site.await("both have ended", () -> !s.process().alive() && !p.process().alive());
        assertEquals("", p.resume());
    }
}
