package io.usher.proxy.check;

import io.netty.channel.EventLoop;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.Server;
import io.usher.proxy.live.ServerSetListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * The health checks of an instance. Their first rounds are spread over the shortest interval, as HAProxy does; each server's
 * rounds stay on one event loop. Any thread may call; {@link #start} and {@link #stopAll} take the instance lock.
 */
public final class CheckScheduler implements ServerSetListener {

    /** Shorter intervals do not shorten the spread of the others (HAProxy's SRV_CHK_INTER_THRES), ms. */
    private static final int SPREAD_THRESHOLD = 1000;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final Instance instance;
    private final List<? extends CheckLoop> loops;
    private final CheckTransport transport;
    /** Guarded by the instance lock. */
    private final List<Entry> entries = new ArrayList<>();
    /** Counts the checks there ever were, to spread them over the loops; guarded by the instance lock. */
    private int made;
    /** Guarded by the instance lock. */
    private boolean started;

    /** What is asked of a server, and how often. */
    private record Entry(Server server, CheckLoop loop, Rounds check, IntSupplier interval) {
    }

    /**
     * Prepares the checks of all servers that have any.
     *
     * @param loops the event loops by shelf; epoll's
     */
    public CheckScheduler(final Instance instance, final List<? extends EventLoop> loops) {
        this(instance, loopsOf(loops), new EpollTransport());
    }

    CheckScheduler(final Instance instance, final List<? extends CheckLoop> loops, final CheckTransport transport) {
        this.instance = instance;
        this.loops = loops;
        this.transport = transport;
        instance.lock().lock();
        try {
            for (final Backend backend : instance.backends()) {
                backend.servers().forEach(this::enter);
            }
            instance.onServerSet(this);
        } finally {
            instance.lock().unlock();
        }
    }

    /** Makes what its line asks for; answers that. */
    private List<Entry> enter(final Server server) {
        final List<Entry> mine = new ArrayList<>();
        if (server.backend().section().disabled()) {
            return mine;
        }
        if (server.health().checked()) {
            final CheckLoop loop = nextLoop();
            mine.add(new Entry(server, loop, new Check(server, loop, transport), () -> interval(server)));
        }
        if (server.agent().configured()) {
            final CheckLoop loop = nextLoop();
            mine.add(new Entry(server, loop, new AgentCheck(server, loop, transport),
                () -> server.line().agent().orElseThrow().inter()));
        }
        entries.addAll(mine);
        return mine;
    }

    private CheckLoop nextLoop() {
        return loops.get(made++ % loops.size());
    }

    /** {@inheritDoc} Its first round is due at once; rounds do nothing until {@code enable health}. */
    @Override
    public void added(final Server server) {
        final List<Entry> mine = enter(server);
        if (started) {
            mine.forEach(entry -> begin(entry, 0));
        }
    }

    /** {@inheritDoc} A probe under way is given up; its seat stays taken until the server has closed. */
    @Override
    public void removed(final Server server) {
        entries.stream().filter(entry -> entry.server() == server).forEach(entry -> {
            entry.check().remove();
            entry.loop().execute(entry.check()::stop);
        });
        entries.removeIf(entry -> entry.server() == server);
    }

    /** {@inheritDoc} The next round goes there; who waits for a seat waits for one there. */
    @Override
    public void relocated(final Server server) {
        if (started) {
            entries.stream().filter(entry -> entry.server() == server).forEach(entry -> entry.check().admit());
        }
    }

    private static void begin(final Entry entry, final long delayNanos) {
        entry.check().admit();
        entry.loop().execute(() -> entry.check().start(delayNanos));
    }

    private static List<CheckLoop> loopsOf(final List<? extends EventLoop> loops) {
        final List<CheckLoop> out = new ArrayList<>();
        for (int shelf = 0; shelf < loops.size(); shelf++) {
            out.add(new NettyCheckLoop(loops.get(shelf), shelf));
        }
        return out;
    }

    /** Begins, or begins again after {@link #stopAll()}; does nothing if they run. */
    public void start() {
        instance.lock().lock();
        try {
            if (started) {
                return;
            }
            started = true;
            final int shortest = shortestInterval();
            for (int i = 0; i < entries.size(); i++) {
                final Entry entry = entries.get(i);
                final long spread = (long) Math.max(shortest, entry.interval().getAsInt()) * i / entries.size();
                begin(entry, spread * NANOS_PER_MILLI);
            }
        } finally {
            instance.lock().unlock();
        }
    }

    /**
     * Stops them, at COMMIT or at the end: no new round begins and no result counts from now on. Connections of rounds under
     * way are closed, and their seats freed when the servers have closed too.
     */
    public void stopAll() {
        instance.lock().lock();
        try {
            if (!started) {
                return;
            }
            started = false;
            for (final Entry entry : entries) {
                entry.check().dismiss();
                entry.loop().execute(entry.check()::stop);
            }
        } finally {
            instance.lock().unlock();
        }
    }

    private int shortestInterval() {
        return entries.stream().mapToInt(entry -> entry.interval().getAsInt()).filter(i -> i >= SPREAD_THRESHOLD)
            .min().orElse(0);
    }

    private static int interval(final Server server) {
        return server.health().intervalMillis(server.line().check().orElseThrow(), server.operationalState());
    }
}
