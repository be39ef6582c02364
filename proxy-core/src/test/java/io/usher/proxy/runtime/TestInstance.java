package io.usher.proxy.runtime;

import io.usher.proxy.balance.Balancers;
import io.usher.proxy.config.Configuration;
import io.usher.proxy.config.ConfigurationReader;
import io.usher.proxy.config.ConfigurationResult;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.InstanceEvents;
import io.usher.proxy.seat.Ledger;
import io.usher.proxy.seat.LedgerEvents;
import io.usher.proxy.seat.NanoClock;
import io.usher.proxy.seat.SeatJournal;
import io.usher.proxy.seat.Take;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Builds an instance out of a configuration text, with a ledger that journals nowhere and no traffic. */
public final class TestInstance {

    private TestInstance() {
    }

    /** The configuration of a text. */
    public static Configuration configuration(final String text) {
        try {
            final Path file = Files.createTempFile("usher-runtime", ".cfg");
            try {
                Files.writeString(file, text);
                final ConfigurationResult result = new ConfigurationReader().read(List.of(file));
                return result.configuration().orElseThrow(() -> new IllegalArgumentException(result.diagnostics().toString()));
            } finally {
                Files.delete(file);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An instance of it. */
    public static Instance of(final Configuration configuration, final NanoClock clock, final InstanceEvents events) {
        final Ledger ledger = new Ledger(1, new Forgetful(), clock, new LedgerEvents() { });
        final Instance instance = new Instance(configuration, 1, ledger, clock, events);
        Balancers.install(instance, new Random(1));
        return instance;
    }

    private static final class Forgetful implements SeatJournal {
        @Override
        public void write(final Take take) {
            // A test's takes need not outlive it.
        }

        @Override
        public void clear(final Take take) {
            // Nothing was written.
        }
    }
}
