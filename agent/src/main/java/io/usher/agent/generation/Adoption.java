package io.usher.agent.generation;

import io.usher.agent.configuration.Snapshot;
import io.usher.agent.configuration.Snapshots;
import io.usher.agent.proxy.GenerationReport;
import io.usher.agent.proxy.ProxyClient;
import io.usher.agent.proxy.ProxyUnreachable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the generations that run when the agent starts: by their sockets in the run directory and by who the kernel says
 * answers there, not by pid files. Records add what a socket does not tell (snapshot, start). Conductor only.
 */
public final class Adoption {
    private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);
    private final ProxyProgram program;
    private final RunFolder folder;
    private final GenerationRecords records;
    private final Snapshots snapshots;
    private final InstantSource clock;

    public Adoption(final ProxyProgram program, final RunFolder folder, final GenerationRecords records,
                    final Snapshots snapshots, final InstantSource clock) {
        this.program = program;
        this.folder = folder;
        this.records = records;
        this.snapshots = snapshots;
        this.clock = clock;
    }

    /** Hands all that live to the supervisor; true if any does. */
    public boolean adopt(final Supervisor supervisor) throws IOException {
        final List<Generation> found = new ArrayList<>();
        Optional<Generation> serving = Optional.empty();
        for (final int name : folder.sockets()) {
            final Optional<Generation> generation = look(name);
            if (generation.isEmpty()) {
                if (CommandLines.reading(folder.configuration(name)).isEmpty()) {
                    folder.clean(name);
                }
                continue;
            }
            found.add(generation.get());
            if (supervisor.report(generation.get()).map(GenerationReport::active).orElse(false)) {
                serving = generation;
            }
        }
        closeRecords(found);
        supervisor.adopt(found, serving);
        return !found.isEmpty();
    }

    /** The generation of this name, if it answers. */
    Optional<Generation> look(final int name) {
        final Path socket = folder.socket(name);
        final Optional<GenerationRecords.Row> row =
                records.open().stream().filter(r -> r.socket().equals(socket.toString())).findFirst();
        try {
            final GenerationReport report = program.kind().client(name).generation(ProxyClient.SHORT_LIMIT);
            return OsProcess.found(report.pid()).map(process -> generation(name, report, process, row));
        } catch (final ProxyUnreachable e) {
            if (e.kind() == ProxyUnreachable.Kind.NOBODY_LISTENS || row.isEmpty()) {
                LOG.info("not adopted: {}", e.getMessage());
                return Optional.empty();
            }
            LOG.warn("a recorded generation does not answer as it should and is watched all the same: {}", e.getMessage());
            return OsProcess.found(row.get().pid()).map(process -> silent(name, process, row.get()));
        }
    }

    private Generation generation(final int name, final GenerationReport report, final LaunchedProcess process,
                                  final Optional<GenerationRecords.Row> row) {
        final Optional<GenerationRecords.Row> same =
                row.filter(r -> r.number() == report.number() && r.pid() == report.pid());
        final Instant started = same.map(GenerationRecords.Row::started).orElseGet(() -> ProcessHandle.of(report.pid())
                .flatMap(handle -> handle.info().startInstant()).orElseGet(clock::instant));
        final Optional<Snapshot> snapshot = same.flatMap(r -> snapshots.find(r.snapshot())).or(() -> readBy(report.pid()));
        final Generation generation = new Generation(new Generation.Identity(report.number(), name, started,
                same.flatMap(GenerationRecords.Row::predecessor), report.version(), true), process,
                program.kind().client(name), snapshot, folder.output(name));
        same.ifPresentOrElse(r -> generation.record(r.id()), () -> records.started(generation, started));
        LOG.info("{} found running and adopted{}", generation,
                snapshot.isPresent() ? "" : "; no snapshot of its configuration is known");
        return generation;
    }

    /** What its command line names: an earlier agent may have died before it wrote down what it had started. */
    private Optional<Snapshot> readBy(final long pid) {
        return CommandLines.of(pid).stream().map(snapshots::holding).flatMap(Optional::stream).findFirst();
    }

    private Generation silent(final int name, final LaunchedProcess process, final GenerationRecords.Row row) {
        final Generation generation = new Generation(new Generation.Identity(row.number(), name, row.started(),
                row.predecessor(), row.version(), true), process, program.kind().client(name),
                snapshots.find(row.snapshot()), folder.output(name));
        generation.record(row.id());
        return generation;
    }

    private void closeRecords(final List<Generation> found) {
        for (final GenerationRecords.Row row : records.open()) {
            if (found.stream().noneMatch(g -> g.record() == row.id())) {
                records.ended(row.id(), clock.instant(), "gone while the agent was away");
            }
        }
    }
}
