package io.usher.agent.generation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generations that an earlier agent had begun to start when it died: their processes are there, by the configuration file that
 * they were told to read, but answer only later, or answer and do not serve yet. They are adopted as they come. Conductor only.
 */
public final class Arrivals {
    private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);
    private static final Duration NEXT_LOOK = Duration.ofMillis(100);

    private final Supervisor supervisor;
    private final Adoption adoption;
    private final RunFolder folder;
    private final Conductor conductor;
    private final InstantSource clock;
    private final Duration patience;
    private final Map<Integer, Instant> expectedSince = new HashMap<>();
    private final Set<Integer> givenUp = new HashSet<>();

    /** @param patience the time that one may take from now on until it serves */
    public Arrivals(final Supervisor supervisor, final Adoption adoption, final RunFolder folder, final Conductor conductor,
             final InstantSource clock, final Duration patience) {
        this.supervisor = supervisor;
        this.adoption = adoption;
        this.folder = folder;
        this.conductor = conductor;
        this.clock = clock;
        this.patience = patience;
    }

    /** Where nobody answers: blocks until the first of those that are on their way does, or none is left; true if one did. */
    boolean first() throws IOException {
        while (!look()) {
            if (!supervisor.living().isEmpty()) {
                break;
            }
            LockSupport.parkNanos(NEXT_LOOK.toNanos());
        }
        return !supervisor.living().isEmpty();
    }

    /** Looks now, and again and again while any is on its way. */
    void follow() {
        try {
            if (!look()) {
                conductor.after(NEXT_LOOK, this::follow);
            }
        } catch (final IOException e) {
            LOG.warn("generations that an earlier agent had begun to start cannot be looked for: {}", e.toString());
            supervisor.expect(false);
        }
    }

    /** Adopts those that answer by now; true if no more is to be expected. */
    private boolean look() throws IOException {
        boolean more = false;
        for (final int name : folder.configurations()) {
            if (supervisor.living().stream().noneMatch(generation -> generation.fileName() == name) && onItsWay(name)) {
                final Optional<Generation> arrived = adoption.look(name);
                arrived.ifPresent(supervisor::join);
                more |= arrived.isEmpty();
            }
        }
        final Optional<Generation> young = supervisor.recognise();
        more |= young.isPresent() && patient(young.get().fileName());
        supervisor.expect(more);
        return !more;
    }

    private boolean onItsWay(final int name) throws IOException {
        final Path configuration = folder.configuration(name);
        if (CommandLines.reading(configuration).isEmpty()) {
            folder.clean(name);
            return false;
        }
        return patient(name);
    }

    private boolean patient(final int name) {
        final Instant since = expectedSince.computeIfAbsent(name, any -> clock.instant());
        final boolean patient = Duration.between(since, clock.instant()).compareTo(patience) < 0;
        if (!patient && givenUp.add(name)) {
            LOG.warn("a generation that an earlier agent had begun to start ({}) does not come to serve within {} s: it is not"
                    + " waited for any more", folder.configuration(name), patience.toSeconds());
        }
        return patient;
    }
}
