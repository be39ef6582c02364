package io.usher.proxy.live;

import io.usher.proxy.balance.Balancers;
import io.usher.proxy.config.ConfigurationReader;
import io.usher.proxy.config.ConfigurationResult;
import io.usher.proxy.seat.Ledger;
import io.usher.proxy.seat.LedgerEvents;
import io.usher.proxy.seat.NanoClock;
import io.usher.proxy.seat.SeatJournal;
import io.usher.proxy.seat.Seats;
import io.usher.proxy.seat.Take;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** An instance read from a configuration text, with a clock moved by hand and a ledger that journals nowhere. */
public final class TestInstance implements LedgerEvents, SeatJournal {

    /** Severity and text of every line logged. */
    public final List<String> log = Collections.synchronizedList(new ArrayList<>());
    public final Instance instance;
    private volatile long nanos;

    /** Moved by {@link #pass}. */
    public TestInstance(final String text) {
        this(text, null);
    }

    /** With a clock of the caller's; null = one moved by {@link #pass}. */
    public TestInstance(final String text, final NanoClock clock) {
        final NanoClock used = clock == null ? () -> nanos : clock;
        instance = new Instance(read(text).configuration().orElseThrow(), 1, new Ledger(1, this, used, this), used,
            (severity, proxy, message) -> log.add(severity + " " + message));
        Balancers.install(instance, new Random(1));
    }

    private static ConfigurationResult read(final String text) {
        try {
            final Path file = Files.createTempFile("usher", ".cfg");
            try {
                Files.writeString(file, text);
                final ConfigurationResult result = new ConfigurationReader(name -> null).read(List.of(file));
                if (result.configuration().isEmpty()) {
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

    public Backend backend(final String name) {
        return instance.backend(name).orElseThrow();
    }

    public Server server(final String backend, final String name) {
        return backend(backend).server(name).orElseThrow();
    }

    public void pass(final long millis) {
        nanos += millis * 1_000_000L;
    }

    public long now() {
        return instance.clock().nanoTime();
    }

    /** Under the instance lock. */
    public <T> T locked(final Supplier<T> action) {
        instance.lock().lock();
        try {
            return action.get();
        } finally {
            instance.lock().unlock();
        }
    }

    /** Under the instance lock. */
    public void run(final Runnable action) {
        locked(() -> {
            action.run();
            return null;
        });
    }

    @Override
    public void availabilityChanged(final Seats seats) {
        if (instance != null) {
            instance.availabilityChanged(seats);
        }
    }

    @Override
    public void write(final Take take) {
        // Tests need no memory beyond the process.
    }

    @Override
    public void clear(final Take take) {
        // Tests need no memory beyond the process.
    }
}
