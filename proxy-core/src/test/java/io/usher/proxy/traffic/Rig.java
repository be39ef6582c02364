package io.usher.proxy.traffic;

import io.usher.proxy.balance.Balancers;
import io.usher.proxy.config.ConfigurationReader;
import io.usher.proxy.config.ConfigurationResult;
import io.usher.proxy.exactness.ProxySite;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.Server;
import io.usher.proxy.seat.Ledger;
import io.usher.proxy.seat.LedgerEvents;
import io.usher.proxy.seat.SeatJournal;
import io.usher.proxy.seat.Seats;
import io.usher.proxy.seat.Take;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A proxy in this process, assembled from a configuration text, with a ledger that journals nowhere. */
final class Rig implements AutoCloseable {

    /** A line of the log, copied out of the record. */
    record Line(String request, String server, int status, String termination, int retries, boolean redispatched,
                long bytes, long backendQueue, long queueTime, long connectTime, long responseTime) {
    }

    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);

    final Instance instance;
    final EventLoops loops;
    final TrafficEngine engine;
    final List<Line> log = Collections.synchronizedList(new ArrayList<>());
    final List<String> events = Collections.synchronizedList(new ArrayList<>());

    Rig(final int threads, final String text) {
        final AtomicReference<Instance> built = new AtomicReference<>();
        final LedgerEvents ledgerEvents = new LedgerEvents() {
            @Override
            public void availabilityChanged(final Seats seats) {
                final Instance there = built.get();
                if (there != null) {
                    there.availabilityChanged(seats);
                }
            }

            @Override
            public void holdExpired(final Take take) {
                events.add("hold expired " + take.seats().address());
            }
        };
        final Ledger ledger = new Ledger(1, new NoJournal(), System::nanoTime, ledgerEvents);
        instance = new Instance(read(text).configuration().orElseThrow(), 1, ledger, System::nanoTime,
            (severity, proxy, message) -> events.add(message));
        built.set(instance);
        Balancers.install(instance, new Random(1));
        loops = new EventLoops(threads, System::nanoTime);
        engine = new TrafficEngine(instance, loops, this::note);
        try {
            engine.listeners().bindAll(Map.of());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        engine.listeners().startAccepting();
    }

    private void note(final StreamRecord r) {
        log.add(new Line(r.requestLine(), r.serverName(), r.status(), r.termination(), r.retries(), r.redispatched(),
            r.bytesToClient(), r.backendQueue(), r.queueTime(), r.connectTime(), r.responseTime()));
    }

    private static ConfigurationResult read(final String text) {
        try {
            final Path file = Files.createTempFile("usher-traffic", ".cfg");
            try {
                Files.writeString(file, text);
                final ConfigurationResult result = new ConfigurationReader().read(List.of(file));
                if (!result.valid()) {
                    throw new IllegalArgumentException(result.diagnostics().toString());
                }
                return result;
            } finally {
                Files.delete(file);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port of a listener, by its place in the configuration. */
    int port(final int index) {
        return ((InetSocketAddress) engine.listeners().open().values().stream().skip(index).findFirst().orElseThrow()
            .localAddress()).getPort();
    }

    Backend backend(final String name) {
        return instance.backend(name).orElseThrow();
    }

    Server server(final String backend, final String name) {
        return backend(backend).server(name).orElseThrow();
    }

    <T> T locked(final Supplier<T> question) {
        instance.lock().lock();
        try {
            return question.get();
        } finally {
            instance.lock().unlock();
        }
    }

    int taken(final Server server) {
        return locked(() -> server.seats().taken());
    }

    int idle(final Server server) {
        return locked(() -> server.seats().idle());
    }

    int queued(final Backend backend) {
        return locked(backend::totalQueued);
    }

    /** Clients that are still here although their FIN has been noticed; asked on their loops. */
    long inputClosed() {
        return loops.shelves().stream().mapToLong(shelf -> shelf.loop().submit(() -> shelf.clients().stream()
            .filter(ClientConnection::inputClosed).count()).syncUninterruptibly().getNow()).sum();
    }

    Line awaitLine(final int index) {
        await("log line " + index, () -> log.size() > index);
        return log.get(index);
    }

    /** Waits for a condition; fails with its description. */
    static void await(final String what, final BooleanSupplier condition) {
        final long end = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within 10 s: " + what);
            }
            Thread.onSpinWait();
            LockSupport.parkNanos(200_000);
        }
    }

    /** A port nobody listens on at this moment. */
    static int freePort() {
        try {
            return ProxySite.freePort();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        engine.listeners().close();
        engine.sessions().shutdownAll();
        loops.close();
    }

    private static final class NoJournal implements SeatJournal {

        @Override
        public void write(final Take take) {
            // Nothing outlives a test.
        }

        @Override
        public void clear(final Take take) {
            // Nothing was written.
        }
    }
}
