package io.usher.agent.generation;

import io.usher.agent.configuration.Snapshot;
import io.usher.agent.configuration.Snapshots;
import io.usher.agent.generation.GenerationEvents.Cause;
import io.usher.agent.proxy.GenerationReport;
import io.usher.agent.proxy.ProxyUnreachable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which generations live and which one serves; starts successors, and brings a service back whose generation died: by
 * its predecessor where that takes over again, else by a restart from the dead one's own snapshot.
 *
 * <p>Changes happen on the conductor's thread only; what is read by other threads is replaced as a whole.
 */
public final class Supervisor {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration SHORTEST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(60);
    /** A generation that served this long has earned a new first try. */
    private static final Duration STEADY = Duration.ofSeconds(60);
    private static final int ASK_ALIVE_TRIES = 5;
    /** Longer than a generation needs to end that a successor has told to. */
    private static final Duration SLOWEST_END = Duration.ofSeconds(10);
    /** A snapshot this young may be about to be started and is kept. */
    private static final Duration YOUNG = Duration.ofHours(1);

    private final ProxyProgram program;
    private final RunFolder folder;
    private final GenerationRecords records;
    private final Conductor conductor;
    private final InstantSource clock;
    private final List<GenerationEvents> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong restarts = new AtomicLong(); // written by the conductor, read by the status
    private volatile List<Generation> living = List.of(); // replaced by the conductor, newest first; read by anybody
    private volatile Generation active; // written by the conductor, read by anybody
    private volatile boolean stopping; // written by whoever asks for the stop, read by the conductor
    private volatile String trouble = "no generation was started yet"; // written by the conductor, read by the readiness
    // written by the conductor, read by anybody: a generation may come that this agent did not start
    private volatile boolean expecting;
    private Generation forsaken; // conductor only: its successor did not come to serve, and may have ended it
    private Instant forsakenUntil = Instant.MIN; // conductor only
    private int failures; // conductor only: restarts in a row that did not last
    private int highestFileName; // conductor only

    public Supervisor(final ProxyProgram program, final RunFolder folder, final GenerationRecords records,
                      final Conductor conductor, final InstantSource clock) {
        this.program = program;
        this.folder = folder;
        this.records = records;
        this.conductor = conductor;
        this.clock = clock;
    }

    public void listen(final GenerationEvents listener) {
        listeners.add(listener);
    }

    /** The one that takes connections, as far as the agent knows. */
    public Optional<Generation> active() {
        return Optional.ofNullable(active);
    }

    /** Newest first. */
    public List<Generation> living() {
        return living;
    }

    /** Why no generation serves, for people. */
    public String trouble() {
        return trouble;
    }

    /** Whether some process may still come to serve that no start waits for: a former agent had begun it. */
    public boolean undecided() {
        return expecting || active == null && !living.isEmpty();
    }

    /** Whether generations are on their way that an earlier agent had begun to start. Conductor only. */
    void expect(final boolean more) {
        expecting = more;
    }

    /** Takes one more under supervision that was found. Conductor only. */
    void join(final Generation found) {
        final List<Generation> all = new ArrayList<>(living);
        all.add(found);
        all.sort(Comparator.comparingInt(Generation::number).reversed());
        living = List.copyOf(all);
        watch(found);
    }

    /**
     * Looks whether one that is younger than the active one serves now; the one that may yet, if there is one. Conductor only.
     */
    Optional<Generation> recognise() {
        for (final Generation young : living) {
            if (active == null || young.number() > active.number()) {
                final Optional<GenerationReport> report = report(young);
                if (report.map(GenerationReport::active).orElse(false)) {
                    serve(young, Optional.ofNullable(active), Cause.ADOPTED);
                    return Optional.empty();
                }
                if (!young.leaving()) { // else it has served already
                    return Optional.of(young);
                }
            }
        }
        return Optional.empty();
    }

    public long restarts() {
        return restarts.get();
    }

    /** What its generations are processes of. */
    public ProxyKind kind() {
        return program.kind();
    }

    /** From now on nobody is brought back. */
    public void stopping() {
        stopping = true;
    }

    /** Takes generations found running under supervision. Conductor only. */
    void adopt(final List<Generation> found, final Optional<Generation> serving) {
        final List<Generation> all = new ArrayList<>(found);
        all.sort(Comparator.comparingInt(Generation::number).reversed());
        living = List.copyOf(all);
        all.forEach(this::watch);
        serving.ifPresent(generation -> serve(generation, Optional.empty(), Cause.ADOPTED));
        if (serving.isEmpty() && !all.isEmpty()) {
            trouble = "none of the running generations takes connections: " + all;
            recover(all.get(0), SHORTEST_BACKOFF);
        }
    }

    /**
     * Starts a generation from a snapshot: as the active one's successor, or alone where nobody lives. Conductor only.
     *
     * @param takesOver told once the new process answers
     * @throws StartFailedException if it did not come to serve; then everything is as before
     */
    public Generation start(final Snapshot snapshot, final Consumer<Optional<Generation>> takesOver) throws StartFailedException {
        final Optional<Generation> before = active();
        final Generation started = startOne(snapshot, before, () -> takesOver.accept(before));
        serve(started, before, before.isPresent() ? Cause.HANDOVER : Cause.COLD_START);
        failures = 0;
        return started;
    }

    private Generation startOne(final Snapshot snapshot, final Optional<Generation> before, final Runnable takesOver)
            throws StartFailedException {
        before.ifPresent(from -> listeners.forEach(l -> l.handoverBegins(from)));
        final Generation generation;
        try {
            generation = program.start(snapshot, nextFileName(), before, takesOver);
        } catch (final StartFailedException e) {
            before.ifPresent(this::stillServes);
            throw e;
        }
        records.started(generation, clock.instant());
        final List<Generation> all = new ArrayList<>(living);
        all.add(0, generation);
        living = List.copyOf(all);
        watch(generation);
        return generation;
    }

    /** No successor came to serve. One that cannot take over again may have been ended for it all the same. */
    private void stillServes(final Generation before) {
        listeners.forEach(l -> l.handoverFailed(before));
        if (!kind().handsOver()) {
            forsaken = before;
            forsakenUntil = clock.instant().plus(SLOWEST_END);
            replaceWhereEnded(before);
            conductor.after(SHORTEST_BACKOFF, () -> replaceWhereEnded(before));
        }
    }

    private void replaceWhereEnded(final Generation before) {
        if (active == before && report(before).isPresent() && before.leaving()) {
            active = null;
            trouble = before + " was ended for a successor that did not come to serve";
            LOG.warn("{}", trouble);
            recover(before, Duration.ZERO);
        }
    }

    /** An earlier one serves again, by its successor's own doing. Conductor only. */
    void resumed(final Generation again) {
        final Optional<Generation> before = active();
        report(again);
        serve(again, before, Cause.RESUMED);
        before.ifPresent(this::report);
    }

    private int nextFileName() throws StartFailedException {
        int highest = Math.max(highestFileName, records.highestNumber());
        for (final Generation generation : living) {
            highest = Math.max(highest, Math.max(generation.number(), generation.fileName()));
        }
        try {
            for (final int name : folder.sockets()) {
                highest = Math.max(highest, name);
            }
        } catch (final IOException e) {
            throw new StartFailedException("the run directory cannot be read: " + e, e);
        }
        // a failed start leaves its number free for the next: the proxy counts only those that came to serve
        return highest + 1;
    }

    private void serve(final Generation now, final Optional<Generation> before, final Cause cause) {
        active = now;
        trouble = "";
        highestFileName = Math.max(highestFileName, now.fileName());
        LOG.info("{} serves ({})", now, cause.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
        listeners.forEach(l -> l.serves(now, before, cause));
    }

    /**
     * A generation was brought to another configuration while it runs: it is restarted from this one from now on. Conductor only.
     */
    public void runs(final Generation generation, final Snapshot now) {
        generation.runs(now);
        records.runs(generation, now);
        LOG.info("{} was brought to configuration {} while it runs", generation, now.hash());
    }

    private void watch(final Generation generation) {
        generation.process().whenGone(() -> conductor.execute(() -> gone(generation)));
    }

    private void gone(final Generation generation) {
        if (!living.contains(generation)) {
            return;
        }
        living = living.stream().filter(g -> g != generation).toList();
        final OptionalInt code = generation.process().exitCode();
        final String how = ProxyProgram.howEnded(code);
        LOG.info("{} {}", generation, how);
        records.ended(generation.record(), clock.instant(), how);
        clean(generation);
        if (generation == active) {
            active = null;
            if (!succeeded(generation, code)) {
                mourn(generation, code, how);
            }
        }
        listeners.forEach(GenerationEvents::lessToWaitFor);
    }

    /**
     * Whether another one serves now: it ended since its handover is over, to a younger one, which an earlier agent had begun,
     * or back to an older one, which somebody wished who did not ask the agent.
     */
    private boolean succeeded(final Generation gone, final OptionalInt code) {
        final boolean inPeace = code.isPresent() && code.getAsInt() == 0;
        final Optional<Generation> heir = living.stream().filter(generation -> (inPeace || generation.number() > gone.number())
                && report(generation).map(GenerationReport::active).orElse(false)).findFirst();
        heir.ifPresent(generation -> serve(generation, Optional.of(gone), Cause.ADOPTED));
        return heir.isPresent();
    }

    private void mourn(final Generation dead, final OptionalInt code, final String how) {
        if (stopping) {
            trouble = "stopped on purpose";
        } else if (onPurpose(dead, code)) {
            trouble = dead + " was stopped on purpose (" + how + "); a reload starts a new one";
            LOG.warn("{}", trouble);
        } else {
            if (Duration.between(dead.started(), clock.instant()).compareTo(STEADY) > 0) {
                failures = 0;
            }
            trouble = dead + " " + how;
            LOG.warn("{} unexpectedly; its last words are in {}", trouble, dead.output());
            recover(dead, Duration.ZERO);
        }
    }

    /** SIGTERM is never an accident, nor is an exit in peace after somebody asked it to finish. */
    private boolean onPurpose(final Generation dead, final OptionalInt code) {
        if (dead == forsaken && clock.instant().isBefore(forsakenUntil)) {
            return false; // nobody's purpose: a successor ended it and then did not come to serve
        }
        return dead.leaving() || code.isPresent() && (code.getAsInt() == 0 || code.getAsInt() == 128 + 15);
    }

    /** Looks for a generation that took over again; where nobody lives, restarts after the back-off. */
    private void recover(final Generation dead, final Duration waited) {
        if (stopping || active != null) {
            return;
        }
        final Optional<Generation> heir = tookOver();
        if (heir.isPresent()) {
            LOG.warn("{} took over again from {}", heir.get(), dead);
            final boolean back = !dead.process().alive() && heir.get().number() < dead.number();
            serve(heir.get(), Optional.of(dead), back ? Cause.ROLLED_BACK : Cause.ADOPTED);
            return;
        }
        if (mayServeAgain()) {
            // while any lives, the owner lock would refuse another one; its end or its taking over is what comes next
            trouble = "no generation takes connections, but these live: " + living;
            conductor.after(SHORTEST_BACKOFF, () -> recover(dead, waited));
            return;
        }
        final Duration delay = backoff();
        failures++;
        trouble = trouble + "; restart in " + delay.toSeconds() + " s";
        conductor.after(delay, () -> restart(dead));
    }

    /** Where generations do not hand over, one that was last seen finishing will end and no more. */
    private boolean mayServeAgain() {
        return kind().handsOver() ? !living.isEmpty() : !living.stream().allMatch(Generation::leaving);
    }

    private Optional<Generation> tookOver() {
        for (int i = 0; i < ASK_ALIVE_TRIES; i++) {
            for (final Generation generation : living) {
                if (report(generation).map(GenerationReport::active).orElse(false)) {
                    return Optional.of(generation);
                }
            }
            if (!mayServeAgain()) {
                return Optional.empty();
            }
            java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return Optional.empty();
    }

    private Duration backoff() {
        final long seconds = SHORTEST_BACKOFF.toSeconds() << Math.min(failures, 6);
        return Duration.ofSeconds(Math.min(seconds, LONGEST_BACKOFF.toSeconds()));
    }

    private void restart(final Generation dead) {
        if (stopping || active != null) {
            return;
        }
        if (dead.snapshot().isEmpty()) {
            trouble = dead + " is gone, and no snapshot of its configuration is known; a reload starts a new one";
            LOG.error("{}", trouble);
            return;
        }
        if (mayServeAgain()) {
            recover(dead, Duration.ZERO);
            return;
        }
        try {
            final Generation generation = startOne(dead.snapshot().get(), Optional.empty(), () -> { });
            restarts.incrementAndGet();
            serve(generation, Optional.empty(), Cause.RESTART);
        } catch (final StartFailedException e) {
            LOG.error("the restart of {} failed: {}", dead, e.getMessage());
            trouble = "the restart of " + dead + " failed: " + e.getMessage();
            recover(dead, Duration.ZERO);
        }
    }

    /** No generation could be started at boot: tries again, from the same snapshot, with the usual back-off. Conductor only. */
    void retryBoot(final Snapshot snapshot, final String why) {
        trouble = why;
        final Duration delay = backoff();
        failures++;
        conductor.after(delay, () -> {
            if (stopping || active != null || !living.isEmpty()) {
                return;
            }
            try {
                start(snapshot, before -> { });
            } catch (final StartFailedException e) {
                LOG.error("the start failed again: {}", e.getMessage());
                retryBoot(snapshot, e.getMessage());
            }
        });
    }

    /** Says why nothing serves, where nothing was even tried. Conductor only. */
    void trouble(final String why) {
        trouble = why;
    }

    /** What a generation says of itself now, if it answers. Blocks up to the client's limit. */
    public Optional<GenerationReport> report(final Generation generation) {
        try {
            final GenerationReport report = generation.client().generation(io.usher.agent.proxy.ProxyClient.SHORT_LIMIT);
            generation.leaving(report.state().equals("finishing") || report.state().equals("drained"));
            return Optional.of(report);
        } catch (final ProxyUnreachable e) {
            LOG.debug("{}: {}", generation, e.getMessage());
            return Optional.empty();
        }
    }

    /** Ends a generation for good: SIGTERM, and SIGKILL where that takes longer than the time. Conductor only. */
    public void end(final Generation generation, final Duration patience) {
        generation.process().terminate();
        if (!generation.process().waitFor(patience)) {
            LOG.warn("{} did not end within {} s of SIGTERM and is killed", generation, patience.toSeconds());
            generation.process().kill();
            generation.process().waitFor(patience);
        }
        gone(generation);
    }

    /** Keeps output files under their size, and snapshots to those that may be needed. About twice a minute, any thread. */
    public void tidy(final Snapshots snapshots) {
        try {
            for (final Generation generation : living) {
                new OutputFile(generation.output()).cap();
            }
            final Set<String> needed = records.neededSnapshots();
            if (!needed.isEmpty()) {
                living.forEach(generation -> generation.snapshot().ifPresent(s -> needed.add(s.hash())));
                snapshots.keepOnly(needed, clock.instant().minus(YOUNG));
            }
        } catch (final IOException e) {
            LOG.warn("old files were not tidied up: {}", e.toString());
        }
    }

    private void clean(final Generation generation) {
        try {
            folder.clean(generation.fileName());
        } catch (final IOException e) {
            LOG.warn("files of {} in the run directory were not removed: {}", generation, e.toString());
        }
    }

    /** Told by the drain watch: nothing before this active generation is undrained. Any thread. */
    void drained(final Generation generation) {
        conductor.execute(() -> {
            LOG.debug("nothing before {} is undrained", generation);
            listeners.forEach(GenerationEvents::lessToWaitFor);
        });
    }
}
