package io.usher.agent.generation;

import io.usher.agent.configuration.Snapshot;
import io.usher.agent.proxy.ProxyClient;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * One living generation as the agent holds it. Immutable but for what was last seen of it.
 */
public final class Generation {
    private final int number;
    private final int fileName;
    private final LaunchedProcess process;
    private final ProxyClient client;
    private volatile Optional<Snapshot> snapshot; // written by the conductor, read by anybody
    private final Instant started;
    private final Optional<Integer> predecessor;
    private final String version;
    private final boolean adopted;
    private final Path output;
    private volatile long record; // written by the conductor, read by whoever shows it
    // written by whoever asked it last, read by the conductor: its latest word was finishing or drained
    private volatile boolean leaving;

    Generation(final Identity identity, final LaunchedProcess process, final ProxyClient client,
               final Optional<Snapshot> snapshot, final Path output) {
        this.number = identity.number;
        this.fileName = identity.fileName;
        this.started = identity.started;
        this.predecessor = identity.predecessor;
        this.version = identity.version;
        this.adopted = identity.adopted;
        this.process = process;
        this.client = client;
        this.snapshot = snapshot;
        this.output = output;
    }

    /**
     * What does not change about a generation.
     *
     * @param number      as the proxy itself counts
     * @param fileName    the number in its files' names, chosen before the proxy told its own
     * @param started     when its process was started
     * @param predecessor which one it took over from
     * @param version     the proxy's version
     * @param adopted     found running by this agent
     */
    record Identity(int number, int fileName, Instant started, Optional<Integer> predecessor, String version, boolean adopted) {
    }

    public int number() {
        return number;
    }

    int fileName() {
        return fileName;
    }

    public LaunchedProcess process() {
        return process;
    }

    public ProxyClient client() {
        return client;
    }

    /** What it runs; empty where it was adopted and the snapshot is lost. */
    public Optional<Snapshot> snapshot() {
        return snapshot;
    }

    /** Its configuration was exchanged while it runs. */
    void runs(final Snapshot now) {
        snapshot = Optional.of(now);
    }

    public Instant started() {
        return started;
    }

    Optional<Integer> predecessor() {
        return predecessor;
    }

    String version() {
        return version;
    }

    public boolean adopted() {
        return adopted;
    }

    Path output() {
        return output;
    }

    /** Key of its record in the database; 0 where that could not be written. */
    public long record() {
        return record;
    }

    void record(final long key) {
        this.record = key;
    }

    boolean leaving() {
        return leaving;
    }

    /** Whether it was last seen on its way out; where that happens without a successor, its end will be no accident. */
    void leaving(final boolean seen) {
        this.leaving = seen;
    }

    @Override
    public String toString() {
        return "generation " + number + " (pid " + process.pid() + ")";
    }
}
