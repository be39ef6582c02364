package io.usher.proxy.traffic;

import io.netty.channel.unix.UnixChannel;
import io.usher.proxy.config.Bind;
import io.usher.proxy.config.BindAddress;
import io.usher.proxy.config.LogTarget;
import io.usher.proxy.config.Proxy;
import io.usher.proxy.config.ProxyKind;
import io.usher.proxy.live.Frontend;
import io.usher.proxy.live.FrontendGate;
import java.net.BindException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * All listening sockets of the frontends: bound, or adopted by descriptor from a predecessor or parent. Without
 * SO_REUSEPORT: an address that somebody else listens on is an error that names him.
 *
 * <p>Threads: the public methods may be called from any thread but a loop of {@link EventLoops}, by several threads at once (the
 * main thread at start, {@code generation} at a handover, {@code runtime} by {@link #follow}): they take turns by this
 * object's monitor. Some wait for a loop while they have it, hence no loop may ever take it; what the loops call is
 * {@link #roomChanged()}, which takes no lock. Stages may complete on a loop.
 */
public final class Listeners implements FrontendGate {

    /**
     * Names a listener across generations: its address as {@code BindAddress.toString()} writes it, "0.0.0.0:8080",
     * "[::1]:80", "/run/x.sock" or "fd@4".
     *
     * @param address the address
     */
    public record ListenerKey(String address) {

        /** The key of a configured address. */
        public static ListenerKey of(final BindAddress address) {
            return new ListenerKey(address.toString());
        }

        // Written out, for a handover's sake: a record's own are put together by method handles when they are first called.

        @Override
        public boolean equals(final Object other) {
            return other instanceof ListenerKey k && address.equals(k.address);
        }

        @Override
        public int hashCode() {
            return address.hashCode();
        }

        @Override
        public String toString() {
            return address;
        }
    }

    private final TrafficEngine engine;
    private final EventLoops loops;
    /** Guarded by this object. */
    private final Map<ListenerKey, Listener> open = new LinkedHashMap<>();
    /** Guarded by this object. */
    private boolean accepting;
    /** Closing, but still taking in who waits, with the end of that; put in under this object's monitor, taken out by loops. */
    private final Map<Listener, CompletableFuture<Void>> emptying = new ConcurrentHashMap<>();
    /** Resumed while this generation accepted nobody; guarded by this object. */
    private final Set<Frontend> resumedLater = new HashSet<>();
    /** The values of {@link #open}, for the event loops; replaced whenever those change. */
    private volatile List<Listener> all = List.of();

    Listeners(final TrafficEngine engine, final EventLoops loops) {
        this.engine = engine;
        this.loops = loops;
    }

    /** The keys of all listeners the configuration asks for, in its order. */
    public List<ListenerKey> wanted() {
        final List<ListenerKey> keys = new ArrayList<>();
        for (final Entrance entrance : engine.entrances()) {
            for (final Bind bind : entrance.frontend().section().binds()) {
                keys.add(ListenerKey.of(bind.address()));
            }
        }
        return keys;
    }

    /**
     * Opens every listener of the configuration but those of paused frontends: adopts those that were inherited, binds the
     * others. None accepts before {@link #startAccepting()}; connections wait in the kernel.
     *
     * @param inherited listening descriptors by key; those used belong to the listeners from now on, others stay the caller's
     * @throws BindException naming proxy, address, cause, and who holds the address where that can be seen; all that this
     *                       call opened is closed again
     */
    public synchronized void bindAll(final Map<ListenerKey, Integer> inherited) throws BindException {
        final Map<ListenerKey, Listener> opened = new LinkedHashMap<>();
        try {
            for (final Entrance entrance : engine.entrances()) {
                for (final Bind bind : binds(entrance)) {
                    final ListenerKey key = ListenerKey.of(bind.address());
                    if (!open.containsKey(key) && !opened.containsKey(key)) {
                        final Shelf shelf = loops.shelves().get((open.size() + opened.size()) % loops.count());
                        opened.put(key, Listener.open(engine, entrance, bind, inherited.get(key), shelf));
                    } else {
                        throw new BindException(Listener.describe(entrance, bind)
                            + ": the address stands in two 'bind' lines (expected: once)");
                    }
                }
            }
        } catch (final BindException e) {
            opened.values().forEach(Listener::closeAndWait);
            throw e;
        }
        open.putAll(opened);
        all = List.copyOf(open.values());
    }

    /**
     * Binds some of the configuration's listeners again that were closed, without accepting yet.
     *
     * @param keys which; those that are open, or that the configuration does not know, are ignored
     * @return why some could not be bound, as {@link #bindAll} says it; empty = all are open
     */
    public synchronized List<String> bindAgain(final Collection<ListenerKey> keys) {
        final List<String> failures = new ArrayList<>();
        for (final Entrance entrance : engine.entrances()) {
            for (final Bind bind : entrance.frontend().section().binds()) {
                final ListenerKey key = ListenerKey.of(bind.address());
                if (keys.contains(key) && !open.containsKey(key)) {
                    final Shelf shelf = loops.shelves().get(open.size() % loops.count());
                    try {
                        open.put(key, Listener.open(engine, entrance, bind, null, shelf));
                    } catch (final BindException e) {
                        failures.add(e.getMessage());
                    }
                }
            }
        }
        all = List.copyOf(open.values());
        return failures;
    }

    private static List<Bind> binds(final Entrance entrance) {
        return entrance.frontend().paused() ? List.of() : entrance.frontend().section().binds();
    }

    private static Set<ListenerKey> keys(final Frontend frontend) {
        return frontend.section().binds().stream().map(bind -> ListenerKey.of(bind.address())).collect(Collectors.toSet());
    }

    /**
     * {@inheritDoc} Who waits at a socket that closes is taken in first. A generation that accepts nobody opens none: what is
     * missing is opened by {@link #startAccepting()}.
     */
    @Override
    public synchronized CompletionStage<List<String>> follow(final Frontend frontend) {
        final Set<ListenerKey> keys = keys(frontend);
        if (frontend.paused()) {
            if (accepting) {
                return emptyAndClose(List.copyOf(keys)).thenApply(done -> List.of());
            }
            keys.stream().map(open::remove).filter(Objects::nonNull).forEach(Listener::closeAndWait);
            all = List.copyOf(open.values());
            return CompletableFuture.completedFuture(List.of());
        }
        if (!accepting && !open.keySet().containsAll(keys)) {
            resumedLater.add(frontend);
        }
        awaitEmptied(keys);
        final List<String> failures = accepting ? bindAgain(keys) : List.of();
        if (!failures.isEmpty()) {
            keys.stream().map(open::remove).filter(Objects::nonNull).forEach(Listener::closeAndWait);
            all = List.copyOf(open.values());
            return CompletableFuture.completedFuture(failures);
        }
        return CompletableFuture.allOf(keys.stream().map(open::get).filter(Objects::nonNull)
            .map(listener -> listener.accepting(accepting)).toArray(CompletableFuture[]::new)).thenApply(done -> failures);
    }

    /** While a paused frontend's sockets are still being emptied, its addresses are in use: by this very process. */
    private void awaitEmptied(final Set<ListenerKey> keys) {
        final List<CompletableFuture<Void>> ends = new ArrayList<>();
        emptying.forEach((listener, end) -> {
            if (keys.contains(listener.key())) {
                listener.hurry();
                ends.add(end);
            }
        });
        ends.forEach(CompletableFuture::join);
    }

    /** The open listeners, for handing their descriptors on. */
    public synchronized Map<ListenerKey, UnixChannel> open() {
        final Map<ListenerKey, UnixChannel> channels = new LinkedHashMap<>();
        open.forEach((key, listener) -> channels.put(key, listener.channel()));
        return Collections.unmodifiableMap(channels);
    }

    /** Accepts from now on; also undoes {@link #stopAccepting()}. */
    public synchronized void startAccepting() {
        accepting = true;
        for (final Frontend frontend : resumedLater) {
            final List<String> failures = frontend.paused() ? List.of() : bindAgain(keys(frontend));
            failures.forEach(failure -> engine.event(LogTarget.Severity.ALERT, frontend.section(), failure + "."));
            if (!failures.isEmpty()) {
                engine.instance().pause(frontend, true); // Whoever looks shall see that nobody gets in.
            }
        }
        resumedLater.clear();
        open.values().forEach(listener -> listener.accepting(true));
    }

    /**
     * Stops accepting, reversibly; connections wait in the kernel. A listener that is being emptied (its frontend was paused just
     * before) is not stopped but awaited: it is to close, and soon does.
     *
     * @return completes when every loop has confirmed: no connection is accepted after that, and every accepted one is with
     *     its loop
     */
    public synchronized CompletableFuture<Void> stopAccepting() {
        accepting = false;
        final List<CompletableFuture<Void>> stops = new ArrayList<>();
        open.values().forEach(listener -> stops.add(listener.accepting(false)));
        emptying.forEach((listener, end) -> {
            listener.hurry();
            stops.add(end);
        });
        return CompletableFuture.allOf(stops.toArray(CompletableFuture[]::new)).thenCompose(all -> passLoops());
    }

    private CompletableFuture<Void> passLoops() {
        final List<CompletableFuture<Void>> passed = new ArrayList<>();
        for (final Shelf shelf : loops.shelves()) {
            passed.add(CompletableFuture.runAsync(() -> { }, shelf.loop()));
        }
        return CompletableFuture.allOf(passed.toArray(CompletableFuture[]::new));
    }

    /** Closes all; the kernel resets connections that wait unless another process has the socket too. Waits for the loops. */
    public synchronized void close() {
        open.values().forEach(Listener::closeAndWait);
        open.clear();
        all = List.of();
    }

    /**
     * Takes in every connection that waits already, then closes.
     *
     * @return completes when all are closed
     */
    public synchronized CompletableFuture<Void> emptyAndClose() {
        return emptyAndClose(List.copyOf(open.keySet()));
    }

    /** As {@link #emptyAndClose()}, for some of the listeners; unknown keys are ignored. */
    public synchronized CompletableFuture<Void> emptyAndClose(final List<ListenerKey> keys) {
        final List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (final ListenerKey key : keys) {
            final Listener listener = open.remove(key);
            if (listener != null) {
                ends.add(empty(listener));
            }
        }
        all = List.copyOf(open.values());
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> empty(final Listener listener) {
        final CompletableFuture<Void> end = listener.emptyAndClose();
        emptying.put(listener, end);
        end.thenRun(() -> emptying.remove(listener));
        return end;
    }

    /** A frontend has room again. On event loops, so it takes no lock that somebody could hold while waiting for a loop. */
    void roomChanged() {
        all.forEach(Listener::refresh);
    }

    /** Whether a section accepts connections at all. */
    static boolean accepts(final Proxy section) {
        return section.kind() != ProxyKind.BACKEND && !section.disabled();
    }
}
