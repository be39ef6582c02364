package io.usher.agent.launch;

import io.usher.agent.control.StopService;
import io.usher.agent.generation.Conductor;
import io.usher.agent.generation.Generation;
import io.usher.agent.generation.Supervisor;
import io.usher.agent.proxy.ProxyUnreachable;
import io.usher.agent.request.Requester;
import io.usher.agent.store.AuditLog;
import io.usher.agent.store.StoreUnavailable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the proxies, softly or now, and the agent once the last of them is gone. */
final class AgentStop implements StopService {
    private static final Logger LOG = LoggerFactory.getLogger(AgentStop.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(200);
    /** Long enough for the answer to whoever asked to leave the agent. */
    private static final Duration LAST_ANSWER = Duration.ofMillis(300);
    private final Supervisor supervisor;
    private final Conductor conductor;
    private final AuditLog audit;
    private final Runnable gone;
    private volatile boolean stopping; // written by whoever asks, read by anybody
    private boolean waiting; // conductor only

    /** @param gone told, on the conductor's thread, once no proxy is left */
    AgentStop(final Supervisor supervisor, final Conductor conductor, final AuditLog audit, final Runnable gone) {
        this.supervisor = supervisor;
        this.conductor = conductor;
        this.audit = audit;
        this.gone = gone;
    }

    @Override
    public void stop(final boolean now, final Requester by) {
        stopping = true;
        supervisor.stopping();
        LOG.info("proxies and agent are stopped {} ({})", now ? "now" : "softly", by);
        try {
            audit.write(by, "stop", "everything", now ? "now" : "soft");
        } catch (final StoreUnavailable e) {
            LOG.warn("the stop is not recorded: {}", e.getMessage());
        }
        conductor.after(LAST_ANSWER, () -> {
            if (now) {
                endAll();
            } else {
                supervisor.living().forEach(this::finish);
            }
            if (!waiting) {
                waiting = true;
                await();
            }
        });
    }

    /** Finishing ones first, so that none of them takes over from a successor that is being stopped. */
    private void endAll() {
        final List<Generation> oldestFirst = new ArrayList<>(supervisor.living());
        java.util.Collections.reverse(oldestFirst);
        oldestFirst.forEach(generation -> supervisor.end(generation, PATIENCE));
    }

    private void finish(final Generation generation) {
        try {
            supervisor.kind().finish(generation);
        } catch (final ProxyUnreachable e) {
            LOG.warn("{} was not asked to finish and goes on: {}", generation, e.getMessage());
        }
    }

    private void await() {
        if (supervisor.living().isEmpty()) {
            gone.run();
        } else {
            conductor.after(LOOK, this::await);
        }
    }

    @Override
    public boolean stopping() {
        return stopping;
    }
}
