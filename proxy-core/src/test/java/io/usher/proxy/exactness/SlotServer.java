package io.usher.proxy.exactness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * An HTTP server that can do N queries at a time, as a GPU can: work goes on when the client leaves, and ends with an answer
 * or, for a client that left, with the closing of its connection. A query too many is refused by closing, and counted. What
 * a query asks for beyond that is said by its target, see {@link Query}; {@code /health} takes no slot.
 *
 * <p>A server {@linkplain #countingConnections made for mode tcp} has its slots taken by connections, from accept to close.
 */
public final class SlotServer implements AutoCloseable {
    private static final int LONG_BACKLOG = 4096;
    /** A SYN on loopback is answered at once, or the backlog is full. */
    private static final int FULL_MILLIS = 300;

    final Slots slots;
    final boolean connectionsCount;
    private final long workMillis;
    private final int backlog;
    private final int port;
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final List<Query> begun = new CopyOnWriteArrayList<>();
    /** Connections that only fill the backlog, and their ports. Used by the test's thread; the ports also where one accepts. */
    private final List<Socket> fillers = new ArrayList<>();
    private final Set<Integer> fillerPorts = ConcurrentHashMap.newKeySet();
    private boolean accepting = true; // guarded by this object
    /** Whether whoever accepts has seen that it must not. Guarded by this object. */
    private boolean parked;
    private ServerLife life; // guarded by this object
    /** Set by the test's thread, read by connections'. */
    private volatile int health = 200;
    /** Words that every so many queries get. Guarded by this object. */
    private String disturbance = "";
    private int everySoMany = 1; // guarded by this object
    private int asked; // guarded by this object

    private SlotServer(final int size, final long workMillis, final boolean connectionsCount, final int backlog)
            throws IOException {
        slots = new Slots(size);
        this.workMillis = workMillis;
        this.connectionsCount = connectionsCount;
        this.backlog = backlog;
        life = new ServerLife(this, 0, backlog);
        port = life.port();
    }

    /** A server whose queries take slots; a query without a word of its own takes so many milliseconds. */
    public static SlotServer http(final int slots, final long workMillis) throws IOException {
        return new SlotServer(slots, workMillis, false, LONG_BACKLOG);
    }

    /** The same with hardly any room for connections not accepted yet, so that {@link #fillBacklog} keeps others connecting. */
    public static SlotServer withShortBacklog(final int slots, final long workMillis) throws IOException {
        return new SlotServer(slots, workMillis, false, 1);
    }

    /** A server whose slots are taken by open connections, for mode tcp; it understands HTTP all the same. */
    public static SlotServer countingConnections(final int slots, final long workMillis) throws IOException {
        return new SlotServer(slots, workMillis, true, LONG_BACKLOG);
    }

    /** The same with hardly any room for connections not accepted yet. */
    public static SlotServer countingWithShortBacklog(final int slots, final long workMillis) throws IOException {
        return new SlotServer(slots, workMillis, true, 1);
    }

    public int port() {
        return port;
    }

    /** {@return queries in work now} */
    public int busy() {
        return slots.read()[0];
    }

    /** {@return the most queries in work at a time, those refused not counted} */
    public int peak() {
        return slots.read()[1];
    }

    /** {@return open connections now, idle ones included} */
    public int connections() {
        return slots.read()[2];
    }

    /** {@return the most open connections at a time, idle ones included} */
    public int peakConnections() {
        return slots.read()[3];
    }

    /** Both peaks begin anew, with what is now. */
    public void forgetPeaks() {
        slots.forgetPeaks();
    }

    /** {@return connections accepted so far} */
    public int accepted() {
        return slots.read()[4];
    }

    /** {@return queries that came while all slots were taken} */
    public int refused() {
        return slots.read()[5];
    }

    /** {@return queries worked to their end, those whose client had left included} */
    public int served() {
        return slots.read()[6];
    }

    /** {@return requests for {@code /health}} */
    public int checks() {
        return slots.read()[7];
    }

    /** {@return requests for {@code /health} that came while all slots were taken} */
    public int checksWhileBusy() {
        return slots.read()[8];
    }

    /** {@return the queries so far in the order in which work on them began} */
    public List<Query> begun() {
        return begun;
    }

    /** {@return whether work on a query of this target has begun} */
    public boolean hasBegun(final String target) {
        return begun.stream().anyMatch(q -> q.target().equals(target));
    }

    /** Lets queries with {@code gate=NAME} or {@code drip=NAME} go on, those to come included. */
    public void open(final String gate) {
        gate(gate).countDown();
    }

    CountDownLatch gate(final String name) {
        return gates.computeIfAbsent(name, n -> new CountDownLatch(1));
    }

    long workMillis() {
        return workMillis;
    }

    /** What {@code /health} is answered from now on. */
    public void health(final int status) {
        health = status;
    }

    int health() {
        return health;
    }

    /** From now on every so many queries are as if their target had these words too, see {@link Query}. */
    public synchronized void disturb(final String words, final int every) {
        disturbance = words;
        everySoMany = every;
    }

    synchronized Query disturbed(final Query query) {
        return disturbance.isEmpty() || ++asked % everySoMany != 0 ? query : query.with(disturbance);
    }

    /** From now on connections wait in the backlog, at most one excepted. */
    public synchronized void stopAccepting() {
        accepting = false;
    }

    public synchronized void resumeAccepting() {
        accepting = true;
        notifyAll();
    }

    /** Called before each accept. */
    synchronized void awaitAccepting() throws InterruptedException {
        while (!accepting) {
            parked = true;
            notifyAll();
            wait();
        }
        parked = false;
    }

    private synchronized void awaitParked() throws InterruptedException {
        while (!parked) {
            wait();
        }
    }

    boolean filler(final Socket socket) {
        return fillerPorts.contains(socket.getPort());
    }

    /**
     * Stops accepting and fills the backlog: whoever connects then waits for a SYN-ACK that does not come.
     * {@link #emptyBacklog} ends that; the kernel's next SYN comes up to some seconds later.
     */
    public void fillBacklog() throws IOException, InterruptedException {
        stopAccepting();
        fill(); // At least one: who is in the midst of accepting takes it, and no other.
        awaitParked();
        while (fill()) {
            continue;
        }
    }

    /** {@return whether there was room for one more} */
    private boolean fill() throws IOException {
        final Socket filler = new Socket();
        filler.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        fillerPorts.add(filler.getLocalPort());
        fillers.add(filler);
        try {
            filler.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), FULL_MILLIS);
            return true;
        } catch (final SocketTimeoutException e) {
            return false;
        }
    }

    public void emptyBacklog() throws IOException {
        for (final Socket filler : fillers) {
            filler.close();
        }
        fillers.clear();
        resumeAccepting();
    }

    /** Dies as a process does: nothing listens, connections end with FIN or RST, and so does the work. */
    public synchronized void die(final boolean reset) throws IOException {
        life.end(reset);
    }

    /** Lives again, at the same port. */
    public synchronized void live() throws IOException {
        life = new ServerLife(this, port, backlog);
    }

    @Override
    public void close() throws IOException {
        emptyBacklog();
        die(false);
    }
}
