package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One-slot servers, clients and an instance whose generations die: a reload of it brings every message of the handover. Every
 * second generation names one backend and one listener otherwise, so that requests of the old one must stay and ask for
 * seats, and a listener is declined; impatient clients leave the queue.
 */
final class DeathScene implements AutoCloseable {
    private static final int WORK = 30;
    private static final int PATIENT = 6;
    private static final int IMPATIENT = 6;
    private static final int PATIENCE = 100;
    private static final int LEAVERS = 10;
    private static final Pattern QUEUED = Pattern.compile("\"predecessor\":\\{[^}]*\"queued\":(\\d+)");

    private final ProxySite site;
    private final SlotServers servers = new SlotServers(3, WORK);
    /** Its query lasts longer than the others' holds, and is held as long. */
    private final SlotServer slow = SlotServer.http(1, WORK);
    private final int renamed = ProxySite.freePort();
    private final int slowPort = ProxySite.freePort();
    private final int[] extra = {ProxySite.freePort(), ProxySite.freePort()};
    private final List<MortalLoad> loads;
    /** Which of the two configurations each process runs, by pid. */
    private final Map<Long, Integer> parities = new HashMap<>();
    private final Thread operator = new Thread(this::operate, "operator");
    private int slowQueries;
    private KeptClient slowClient;
    private volatile boolean over;

    DeathScene(final Path folder) throws IOException {
        site = new ProxySite(folder);
        loads = List.of(new MortalLoad(site.port(), PATIENT, 0), new MortalLoad(renamed, PATIENT, 0),
            new MortalLoad(renamed, IMPATIENT, PATIENCE));
        operator.setDaemon(true);
        operator.start();
    }

    /** Sets values all the time: some before a handover, some in each of its steps. */
    private void operate() {
        for (int weight = 1; !over; weight = weight % 100 + 1) {
            site.ask("set server b/s1 weight " + weight);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    ProxySite site() {
        return site;
    }


    private ProxyProcess start(final int odd, final List<String> options, final String... more) throws IOException {
        site.configureWith("    standby 100ms\n", "    no log\n    timeout hold 1s\n    retries 10\n    option redispatch\n"
            + site.frontend("b") + listener("g", renamed, "x" + odd) + listener("s", slowPort, "slow" + odd)
            + listener("e", extra[odd], "b") + "backend b\n" + server(0) + server(1) + "backend x" + odd + "\n" + server(2)
            + "backend slow" + odd + "\n    timeout hold 1m\n    server slow 127.0.0.1:" + slow.port() + " maxconn 1\n");
        final List<String> all = new ArrayList<>(options);
        all.add("-XX:TieredStopAtLevel=1"); // Many short lives: what they compile well is not used for long.
        final ProxyProcess p = site.startWith(List.of(), all, more);
        parities.put(p.pid(), odd);
        return p;
    }

    /** Starts a process that has no predecessor, and waits until it serves. */
    ProxyProcess first(final List<String> options) throws IOException, InterruptedException {
        final ProxyProcess p = start(0, options);
        p.until("the first generation is active", () -> site.active(p));
        return p;
    }

    /** Starts a process on the configuration that the predecessor does not have, and does not wait. */
    ProxyProcess successor(final ProxyProcess predecessor, final List<String> options) throws IOException {
        return start(1 - parities.get(predecessor.pid()), options, "-x", site.socket().toString());
    }

    private static String listener(final String name, final int port, final String backend) {
        return "frontend " + name + "\n    bind 127.0.0.1:" + port + "\n    default_backend " + backend + "\n";
    }

    private String server(final int index) {
        return "    server s" + index + " 127.0.0.1:" + servers.ports().get(index) + " maxconn 1\n";
    }

    /** A query is at work until {@link #endSlow}: no generation that has it is drained before. */
    void beginSlow() throws IOException, InterruptedException {
        final String target = "/?gate=" + ++slowQueries;
        slowClient = slowClient(target);
        site.await("the slow query is at work", () -> slow.hasBegun(target));
    }

    /** It ends, and its client leaves, answered or not. */
    void endSlow() throws IOException {
        slow.open(Integer.toString(slowQueries));
        slowClient.close();
    }

    /** Clients that wait behind the slow query, in a backend that the next generation does not have. */
    List<KeptClient> leavers() throws IOException, InterruptedException {
        final List<KeptClient> leavers = new ArrayList<>();
        for (int i = 0; i < LEAVERS; i++) {
            leavers.add(slowClient("/leaver"));
        }
        site.await("they wait", () -> site.queued("slow0") + site.queued("slow1") + 1 == LEAVERS); // -1 for the other one
        return leavers;
    }

    /** {@return how many requests wait with the predecessor, as the successor has heard; -1 = there is none} */
    int queuedBefore() {
        final Matcher m = QUEUED.matcher(site.ask("show generation"));
        return m.find() ? Integer.parseInt(m.group(1)) : -1;
    }

    KeptClient slowClient(final String target) throws IOException {
        return KeptClient.tcp(slowPort).get(target);
    }

    /** {@return a client of the listener that only generations on that process's configuration have} */
    KeptClient ownClient(final ProxyProcess p) throws IOException {
        return KeptClient.tcp(extra[parities.get(p.pid())]);
    }

    boolean slowIsFree() {
        return slow.busy() == 0;
    }

    void releaseSeats() {
        site.ask("release seats slow0/slow; release seats slow1/slow");
    }

    /** The ended query's seat, if a dead one had it, is released by the operator, who can see that it is over. */
    void releaseSlow() throws IOException, InterruptedException {
        site.await("the slow query is over", this::slowIsFree);
        releaseSeats();
    }

    /** {@return what ended each connection that ended without the answer that was due on it} */
    List<String> broken() {
        return loads.stream().flatMap(l -> l.broken().stream()).toList();
    }

    /** All kinds of requests are answered again. */
    void flows() throws IOException, InterruptedException {
        final int[] before = loads.stream().mapToInt(MortalLoad::ok).toArray();
        for (int i = 0; i < 2; i++) {
            final int at = i;
            site.await("traffic flows", () -> loads.get(at).ok() >= before[at] + 5);
        }
    }

    /**
     * The servers' own counts, and what the clients were told.
     *
     * @param hardStop whether somebody was told to end at once, who may tell so to clients that he cannot answer any more
     */
    void exact(final String when, final boolean hardStop) {
        if (hardStop) {
            loads.forEach(l -> l.wrong().removeIf(answer -> answer.matches("(?s).*status=50[23].*")));
        }
        assertEquals(0, servers.refused() + slow.refused(), () -> when + ": queries refused by their servers");
        assertTrue(servers.peak() <= 1 && slow.peak() <= 1, when);
        assertEquals(List.of(), loads.stream().flatMap(l -> l.wrong().stream()).toList(), when);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        over = true;
        // Nobody answers any more once the processes are gone, which the clients take as their end.
        final Thread closing = new Thread(() -> loads.forEach(MortalLoad::close));
        closing.start();
        site.close();
        closing.join();
        servers.close();
        slow.close();
    }
}
