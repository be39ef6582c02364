package io.usher.agent.generation;

import io.usher.agent.proxy.ProxyUnreachable;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Refusal;
import io.usher.agent.request.Requester;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link ResumeService} over the proxies' own {@code resume}: the conductor asks, so that it never meets a start or a death. */
public final class GoingBack implements ResumeService {
    private static final Logger LOG = LoggerFactory.getLogger(GoingBack.class);
    /** Clients that are on their way to the successor arrive first; nothing of it takes as long as this. */
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final String INSTEAD = "a reload with its configuration brings it back instead: restore the version of the"
            + " files, POST /v1/configuration/versions/{number}/restore";

    private final Supervisor supervisor;
    private final Generations views;
    private final GenerationRecords records;
    private final Conductor conductor;
    private final Listener listener;

    /** Who is told of it. */
    public interface Listener {

        /**
         * A generation was given up for the one before. On the conductor's thread.
         *
         * @param reason in the asker's words; may be empty
         */
        void resumed(Generation abandoned, Generation resumed, Requester by, String reason);
    }

    public GoingBack(final Supervisor supervisor, final Generations views, final GenerationRecords records,
                     final Conductor conductor, final Listener listener) {
        this.supervisor = supervisor;
        this.views = views;
        this.records = records;
        this.conductor = conductor;
        this.listener = listener;
    }

    @Override
    public GenerationView judge(final int number) {
        final Generation to = find(number);
        final GenerationView view = views.view(to);
        if (view.state() == GenerationState.ACTIVE) {
            return view;
        }
        if (!supervisor.kind().handsOver()) {
            throw new Conflict("generation " + number + " cannot serve again: " + supervisor.kind().name()
                    + " has no way back to an earlier process; " + INSTEAD);
        }
        if (view.state() != GenerationState.FINISHING && view.state() != GenerationState.DRAINED || !answers(to)) {
            throw new Conflict("generation " + number + " is " + view.state().json()
                    + (view.note().isEmpty() ? "" : " (" + view.note() + ")")
                    + " (expected: finishing, or drained and standing by); " + INSTEAD);
        }
        if (supervisor.active().isEmpty()) {
            throw new Conflict("generation " + number + " cannot be gone back to: " + supervisor.trouble());
        }
        return view;
    }

    private boolean answers(final Generation generation) {
        return supervisor.report(generation).isPresent();
    }

    private Generation find(final int number) {
        final Optional<Generation> found = supervisor.living().stream().filter(g -> g.number() == number).findFirst();
        if (found.isEmpty() && records.newest(number).isPresent()) {
            throw new Conflict("generation " + number + " has ended; " + INSTEAD);
        }
        return found.orElseThrow(() -> new NotFound("there is no generation " + number));
    }

    @Override
    public CompletableFuture<GenerationView> resume(final int number, final String reason, final Requester by) {
        judge(number); // At once, where it is plain already.
        final CompletableFuture<GenerationView> outcome = new CompletableFuture<>();
        conductor.execute(() -> {
            try {
                outcome.complete(resumeNow(number, reason, by));
            } catch (final Refusal e) {
                outcome.completeExceptionally(e);
            } catch (final RuntimeException | Error e) {
                outcome.completeExceptionally(e);
                throw e;
            }
        });
        return outcome;
    }

    private GenerationView resumeNow(final int number, final String reason, final Requester by) {
        judge(number);
        final Generation to = find(number);
        final Optional<Generation> from = supervisor.active().filter(active -> active != to);
        if (from.isPresent()) {
            ask(to);
            LOG.info("{} serves again instead of {}, as {} wished{}", to, from.get(), by, reason.isEmpty() ? "" : ": " + reason);
            supervisor.resumed(to);
            listener.resumed(from.get(), to, by, reason);
        }
        return views.view(to);
    }

    private void ask(final Generation to) {
        try {
            final Optional<String> refusal = to.client().resume(LONGEST);
            if (refusal.isPresent()) {
                throw new Conflict(refusal.get() + "; if it is too late to go back, " + INSTEAD);
            }
        } catch (final ProxyUnreachable e) {
            if (!supervisor.report(to).map(report -> report.active()).orElse(false)) {
                throw new Conflict(to + " does not say that it serves again: " + e.getMessage());
            }
        }
    }
}
