package io.usher.agent.reload;

import io.usher.agent.configuration.ConfigurationFiles;
import io.usher.agent.configuration.ConfigurationFiles.Fingerprint;
import io.usher.agent.configuration.FingerprintCache;
import io.usher.agent.configuration.UnreadableConfigurationException;
import io.usher.agent.generation.Generation;
import io.usher.agent.generation.Supervisor;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Whether the user's files are what runs. An edited file never reloads by itself; this is how one learns of the edit. */
public final class ConfigurationDifference {
    private static final DateTimeFormatter CLOCK_TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private final FingerprintCache files;
    private final Supervisor supervisor;
    private final InstantSource clock;
    private final ZoneId zone;
    private String noticedHash = ""; // guarded by this
    private Instant noticedAt = Instant.EPOCH; // guarded by this

    /** @param zone for the clock time that people read */
    public ConfigurationDifference(final ConfigurationFiles files, final Supervisor supervisor, final InstantSource clock,
                                   final ZoneId zone) {
        this.files = new FingerprintCache(files, clock);
        this.supervisor = supervisor;
        this.clock = clock;
        this.zone = zone;
    }

    /**
     * The files as they are beside what runs.
     *
     * @param hash    of the files; empty if they cannot be read
     * @param from    the active generation, where they differ from what it runs
     * @param since   since when
     * @param message for people; empty if nothing differs
     */
    public record Difference(String hash, Optional<Integer> from, Optional<Instant> since, String message) {
    }

    /** Looks at the files anew; reads them only where they may be others than at the last look. */
    public Difference look() {
        final Fingerprint fingerprint;
        try {
            fingerprint = files.fingerprint();
        } catch (final UnreadableConfigurationException e) {
            return new Difference("", Optional.empty(), Optional.empty(), e.getMessage());
        }
        final Optional<Generation> active = supervisor.active();
        final Optional<String> runs = active.flatMap(Generation::snapshot).map(s -> s.hash());
        if (runs.isEmpty() || runs.get().equals(fingerprint.hash())) {
            return new Difference(fingerprint.hash(), Optional.empty(), Optional.empty(), "");
        }
        final Instant since = since(fingerprint, active.get());
        return new Difference(fingerprint.hash(), Optional.of(active.get().number()), Optional.of(since),
                "differs from generation " + active.get().number() + " since " + inWords(since));
    }

    /** The newest file's time, unless the edit brought an older file in: then when it was noticed. */
    private synchronized Instant since(final Fingerprint fingerprint, final Generation active) {
        if (!noticedHash.equals(fingerprint.hash())) {
            noticedHash = fingerprint.hash();
            noticedAt = clock.instant();
        }
        return fingerprint.modified().isAfter(active.started()) ? fingerprint.modified() : noticedAt;
    }

    private String inWords(final Instant since) {
        final boolean today = clock.instant().atZone(zone).truncatedTo(ChronoUnit.DAYS)
                .equals(since.atZone(zone).truncatedTo(ChronoUnit.DAYS));
        return (today ? CLOCK_TIME : DAY_AND_TIME).format(since.atZone(zone));
    }
}
