package io.usher.agent.edit;

import io.usher.agent.configuration.LiveChange;
import io.usher.agent.configuration.Plan;
import io.usher.agent.configuration.Snapshot;
import io.usher.agent.desired.DesiredServers;
import io.usher.agent.desired.Reconfiguration;
import io.usher.agent.generation.Conductor;
import io.usher.agent.generation.Generation;
import io.usher.agent.generation.Supervisor;
import io.usher.agent.proxy.FrontendRow;
import io.usher.agent.proxy.ProxyClient;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Refusal;
import io.usher.agent.request.Requester;
import io.usher.agent.request.Unavailable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the active generation to another configuration while it runs: all of it or nothing. On the conductor's thread, so that
 * no reload begins meanwhile.
 */
final class LiveApply {
    private static final Logger LOG = LoggerFactory.getLogger(LiveApply.class);

    private final Supervisor supervisor;
    private final DesiredServers servers;
    private final Conductor conductor;

    LiveApply(final Supervisor supervisor, final DesiredServers servers, final Conductor conductor) {
        this.supervisor = supervisor;
        this.servers = servers;
        this.conductor = conductor;
    }

    /** Puts the files in place, which hardly fails. */
    interface Commit {
        void run() throws IOException;
    }

    /**
     * Does what a plan says.
     *
     * @param on     the generation that it was made for
     * @param from   what that ran then
     * @param to     what it is to run
     * @param by     who asked
     * @param commit done once the proxy has taken everything
     * @throws Conflict    where another generation serves by now, or the proxy refused something; then all is as before
     * @throws Unavailable where the proxy does not answer, or the files cannot be put in place
     */
    void apply(final Plan plan, final Generation on, final Snapshot from, final Snapshot to, final Requester by,
            final Commit commit) {
        final CompletableFuture<Void> done = new CompletableFuture<>();
        conductor.execute(() -> {
            try {
                carryOut(plan, on, from, to, commit);
                remove(plan, by);
                done.complete(null);
            } catch (final RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        try {
            done.join();
        } catch (final CompletionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    private void carryOut(final Plan plan, final Generation on, final Snapshot from, final Snapshot to, final Commit commit) {
        if (supervisor.active().filter(now -> now == on).isEmpty() || on.snapshot().filter(from::equals).isEmpty()) {
            throw new Conflict("what runs has changed since the plan was made; nothing was written (expected: the same request"
                    + " again)");
        }
        servers.reconfigure(on, to, new AllOrNothing(plan, on.client(), commit));
        supervisor.runs(on, to);
    }

    /** The files come last: until they are in place what was set at runtime must not have ended. */
    private record AllOrNothing(Plan plan, ProxyClient client, Commit commit, Deque<Runnable> done) implements Reconfiguration {

        AllOrNothing(final Plan plan, final ProxyClient client, final Commit commit) {
            this(plan, client, commit, new ArrayDeque<>());
        }

        @Override
        public void first() {
            structure(plan, client, done);
        }

        @Override
        public void last() {
            try {
                commit.run();
            } catch (final IOException e) {
                throw new Unavailable("the files cannot be put in place: " + e
                        + "; what was changed in the proxy was changed back", e);
            }
        }

        @Override
        public void undo() {
            LiveApply.undo(done);
        }
    }

    /** What is no value of a server that is there. */
    private static void structure(final Plan plan, final ProxyClient client, final Deque<Runnable> undo) {
        for (final LiveChange change : plan.live()) {
            switch (change.change()) {
                case FRONTEND_MAXCONN -> limit(change, client, undo);
                case SERVER_ADDED -> {
                    done(change, add(change, client));
                    undo.push(() -> withdraw(change, client));
                }
                default -> {
                    // values are set from the configuration as a whole; what is removed goes last, as that may take a while
                }
            }
        }
    }

    /** What it was need not stand in the configuration: somebody may have set it, or the process gave it. */
    private static void limit(final LiveChange change, final ProxyClient client, final Deque<Runnable> undo) {
        final Optional<FrontendRow> before = client.frontends().stream().filter(row -> row.name().equals(change.proxy()))
                .findFirst();
        done(change, client.setFrontendMaxconn(change.proxy(), Integer.parseInt(change.to().orElseThrow())));
        before.ifPresent(row -> undo.push(() -> client.setFrontendMaxconn(change.proxy(), row.maxconn())));
    }

    /** What was just added and serves nobody yet. */
    private static void withdraw(final LiveChange change, final ProxyClient client) {
        final String server = change.server().orElseThrow();
        client.setState(change.proxy(), server, "maint");
        client.deleteServer(change.proxy(), server);
    }

    /** These go as soon as nothing is at them any more, as with a reload their last requests go on. */
    private void remove(final Plan plan, final Requester by) {
        for (final LiveChange change : plan.live()) {
            if (change.change() == LiveChange.Kind.SERVER_REMOVED) {
                try {
                    servers.remove(change.proxy(), change.server().orElseThrow(), by);
                } catch (final Refusal e) {
                    throw new Conflict("the files were written and applied, but for one server, which a reload removes: "
                            + e.getMessage());
                }
            }
        }
    }

    /** Empty if done. It comes up in maintenance and unchecked; its values follow with all others'. */
    private static String add(final LiveChange change, final ProxyClient client) {
        final String server = change.server().orElseThrow();
        final String refusal = client.addServer(change.proxy(), server, change.words().stream().map(LiveApply::quoted)
                .collect(Collectors.joining(" ")));
        return !refusal.isEmpty() || !change.words().contains("check") ? refusal : client.enableHealth(change.proxy(), server);
    }

    /** A word as a command of the stats socket takes it (HAProxy management manual, 9.3). */
    private static String quoted(final String word) {
        return word.replaceAll("([\\\\ ;'\"])", "\\\\$1");
    }

    private static void done(final LiveChange change, final String refusal) {
        if (!refusal.isEmpty()) {
            throw new Conflict(change.change().json() + " " + change.proxy() + change.server().map(name -> "/" + name).orElse("")
                    + ": the proxy refused: " + refusal + "; nothing was written");
        }
    }

    /** The last first; what cannot be undone is said, and the next reload undoes it. */
    private static void undo(final Deque<Runnable> undo) {
        while (!undo.isEmpty()) {
            try {
                undo.pop().run();
            } catch (final Refusal e) {
                LOG.warn("a part of a refused change could not be undone: {}", e.getMessage());
            }
        }
    }
}
