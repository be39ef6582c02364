package io.usher.proxy.runtime;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.usher.proxy.config.Global;
import io.usher.proxy.config.LogTarget;
import io.usher.proxy.config.StatsSocket;
import io.usher.proxy.config.StatsSocket.Level;
import io.usher.proxy.generation.HandoverEndpoint;
import io.usher.proxy.live.InstanceEvents;
import java.net.BindException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The stats sockets of a generation and all connections to them, on an event loop of their own, the thread
 * {@code runtime}. Public methods may be called from any other thread, one at a time. A socket is known by its key, the
 * address as {@code BindAddress.toString()} writes it.
 */
public final class StatsServer implements AutoCloseable {

    /** Connections beyond {@code stats maxconn} that may wait for their turn. */
    private static final int MOST_WAITING = 1000;
    private static final long STOP_LIMIT_MILLIS = 2000;

    private final List<StatsSocket> sockets;
    private final int timeoutMillis;
    private final int mostConnections;
    private final CommandTable table;
    private final HandoverEndpoint handover;
    private final InstanceEvents events;
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final StatsSlots slots;
    private final Map<String, StatsListener> open = new LinkedHashMap<>();
    private final Set<String> accepting = new HashSet<>();
    /** Size of the set above; written with the monitor held, read by any thread, also the loop, which must not wait. */
    private volatile int listening;
    /** Used on the loop only. */
    private final Set<Channel> connections = new HashSet<>();

    /**
     * A server without sockets yet.
     *
     * @param global   names the sockets, their time limit and how many connections they serve at a time
     * @param table    the commands
     * @param handover takes connections of successors
     * @param events   hears of what goes wrong
     */
    public StatsServer(final Global global, final CommandTable table, final HandoverEndpoint handover,
                       final InstanceEvents events) {
        sockets = global.statsSockets();
        timeoutMillis = global.statsTimeout();
        mostConnections = Math.max(1, global.statsMaxconn());
        this.table = table;
        this.handover = handover;
        this.events = events;
        slots = new StatsSlots(mostConnections);
        final ThreadFactory threads = task -> new FastThreadLocalThread(task, "runtime");
        group = new MultiThreadIoEventLoopGroup(1, threads, EpollIoHandler.newFactory());
        loop = group.next();
    }

    /** {@return the keys of all sockets the configuration asks for} */
    public List<String> wanted() {
        return sockets.stream().map(StatsServer::key).toList();
    }

    private static String key(final StatsSocket socket) {
        return socket.address().toString();
    }

    /**
     * Opens every socket: adopts those that were inherited, whose paths are left alone, and binds the others. None accepts
     * before {@link #startAccepting()}.
     *
     * @param inherited listening descriptors by key; those used belong to the server from now on, others stay the caller's
     * @throws BindException naming socket and cause; all that this call opened is closed again
     */
    public synchronized void bind(final Map<String, Integer> inherited) throws BindException {
        final Map<String, StatsListener> opened = new LinkedHashMap<>();
        try {
            for (final StatsSocket socket : sockets) {
                final String key = key(socket);
                if (open.containsKey(key) || opened.containsKey(key)) {
                    throw new BindException("Starting stats socket (" + socket.position() + "): [" + key
                        + "] stands in two 'stats socket' lines (expected: once)");
                }
                opened.put(key, StatsListener.open(this, socket, inherited.get(key)));
            }
        } catch (final BindException e) {
            opened.values().forEach(StatsListener::close);
            throw e;
        }
        open.putAll(opened);
    }

    /** {@return the open sockets by key, for handing their descriptors on} */
    public synchronized Map<String, UnixChannel> open() {
        final Map<String, UnixChannel> channels = new LinkedHashMap<>();
        open.forEach((key, listener) -> channels.put(key, listener.channel()));
        return Collections.unmodifiableMap(channels);
    }

    /** Accepts on all sockets from now on; also undoes {@link #stopAccepting}. */
    public synchronized void startAccepting() {
        accepting.addAll(open.keySet());
        listening = accepting.size();
        open.values().forEach(listener -> loop.execute(() -> listener.accepting(true)));
    }

    /**
     * Stops accepting on some sockets, reversibly; connections wait in the kernel for whoever else has the socket.
     *
     * @param keys which; unknown ones are ignored
     * @return completes when none of them accepts any more
     */
    public synchronized CompletableFuture<Void> stopAccepting(final Collection<String> keys) {
        final List<StatsListener> stopped = new ArrayList<>();
        for (final String key : keys) {
            if (open.containsKey(key)) {
                accepting.remove(key);
                stopped.add(open.get(key));
            }
        }
        listening = accepting.size();
        return CompletableFuture.runAsync(() -> stopped.forEach(listener -> listener.accepting(false)), loop);
    }

    /** {@return how many sockets accept now} Any thread. */
    public int listening() {
        return listening;
    }

    /** Closes sockets and connections and ends the thread; waits for up to two seconds. Socket files stay. */
    @Override
    public synchronized void close() {
        open.values().forEach(StatsListener::close);
        open.clear();
        accepting.clear();
        listening = 0;
        loop.execute(() -> List.copyOf(connections).forEach(Channel::close));
        group.shutdownGracefully(0, STOP_LIMIT_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_LIMIT_MILLIS);
    }

    // ---- for listeners and connections, on the loop

    void accepted(final Channel channel, final Level level) {
        if (connections.size() >= mostConnections + MOST_WAITING) {
            channel.unsafe().closeForcibly();
            return;
        }
        connections.add(channel);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.pipeline().addLast(new StatsConnection(this, level));
        loop.register(channel);
    }

    void left(final Channel channel) {
        connections.remove(channel);
    }

    void cannotAccept(final StatsSocket socket, final Throwable cause) {
        events.event(LogTarget.Severity.ALERT, null, "Stats socket " + key(socket) + " cannot accept: " + cause.getMessage()
            + ".");
    }

    /** A command threw; the client is told, and so is the log. */
    String failed(final String line, final Throwable failure) {
        events.event(LogTarget.Severity.ALERT, null, "Runtime command '" + line + "' failed: " + failure);
        return "Internal error: " + failure + "\n";
    }

    EventLoop loop() {
        return loop;
    }

    int timeoutMillis() {
        return timeoutMillis;
    }

    CommandTable table() {
        return table;
    }

    HandoverEndpoint handover() {
        return handover;
    }

    StatsSlots slots() {
        return slots;
    }
}
