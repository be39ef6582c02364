package io.usher.agent.reload;

import io.usher.agent.generation.Generation;
import io.usher.agent.generation.Supervisor;
import io.usher.agent.proxy.GenerationReport;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether a generation has taken over again from a successor, by its own count: one that never got beyond preparing leaves no
 * trace there, and its predecessor never stopped serving. Blocks for as long as proxies take to answer.
 */
final class Regained {
    /** The time that a predecessor may take to find its successor dead. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();
    private static final String EVENT = "rolled-back";

    private final Supervisor supervisor;

    Regained(final Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    /** How often that was so until now; 0 where it does not say. */
    long times(final Generation generation) {
        return supervisor.report(generation).map(Regained::times).orElse(0L);
    }

    private static long times(final GenerationReport report) {
        return report.seatEvents().getOrDefault(EVENT, 0L);
    }

    /**
     * Whether it has since, once it is alone again: its successor is dead, and it finds that out in a moment.
     *
     * @param before what {@link #times} said when the handover began
     */
    boolean since(final Generation generation, final long before) {
        final long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (generation.process().alive() && System.nanoTime() - deadline < 0) {
            final Optional<GenerationReport> report = supervisor.report(generation);
            if (report.isPresent()
                    && (times(report.get()) > before || report.get().active() && report.get().successor().isEmpty())) {
                return times(report.get()) > before;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return false;
    }
}
