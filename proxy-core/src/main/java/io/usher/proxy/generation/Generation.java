package io.usher.proxy.generation;

import io.usher.proxy.seat.LedgerEvents;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What this process knows of itself as a generation, and what may be asked of it. Methods may be called from any thread;
 * what they ask for happens on the thread {@code generation}, where the two roles live.
 */
public final class Generation {
    private final GenerationThread thread;
    private final GenerationCourse course;
    private final HandoverEndpoint endpoint;
    private final long started = System.currentTimeMillis();

    Generation(final GenerationThread thread, final GenerationCourse course, final ProcessIdentity identity) {
        this.thread = thread;
        this.course = course;
        this.endpoint = new HandoverServer(thread, course, identity);
    }

    /** {@return this generation's number, from 1} */
    public int number() {
        return course.number();
    }

    /** {@return this process} */
    public long pid() {
        return ProcessHandle.current().pid();
    }

    /** {@return when this process began to be a generation, wall clock, ms since 1970} */
    public long startedMillis() {
        return started;
    }

    /** {@return where it is in its life} */
    public GenerationState state() {
        return course.view().state();
    }

    /** {@return the generation before, while it is not gone} */
    public Optional<Neighbour> predecessor() {
        return course.predecessorNow();
    }

    /** {@return the generation that takes over or has taken over} */
    public Optional<Neighbour> successor() {
        return course.view().successor();
    }

    /**
     * {@return whether the gate is open: this generation is drained or, while it is active, no earlier one is undrained}
     */
    public boolean drained() {
        return course.view().gateOpen();
    }

    /** Runs the action, on the thread {@code generation}, when {@link #drained()} is true: at once if it is. */
    public void onDrained(final Runnable action) {
        thread.post(() -> course.onGateOpen(action));
    }

    /** SIGUSR1, {@code finish}: takes no more connections, serves what is here, and ends. Asking twice changes nothing. */
    public void finish() {
        thread.post(course::finish);
    }

    /**
     * Goes back: while this generation finishes, or stands by, its successor hands everything back to it, and finishes itself.
     * Nothing is refused, broken or lost by it.
     *
     * @return completes with empty once this generation is active, or with the reason why it stays as it is
     */
    public CompletableFuture<Optional<String>> resume() {
        final CompletableFuture<Optional<String>> outcome = new CompletableFuture<>();
        thread.post(() -> course.resume(why -> outcome.complete(Optional.ofNullable(why))));
        return outcome;
    }

    /**
     * SIGTERM, {@code hard-stop-after}: ends the process, by {@link Serving#exit}. While an active successor is connected, seats
     * on hold pass to it before, within two seconds; those that are taken then stay in the journal, for whoever comes after.
     *
     * @param why for the log and the neighbours
     */
    public void stop(final String why) {
        thread.post(() -> course.stop(why));
    }

    /**
     * A value was set at runtime, or a server's health changed: the neighbours get it. To be called with every change that
     * {@link Serving#exportState()} would show, in the order of the changes; changes that {@link Serving#importState} makes
     * may be told or not.
     *
     * @param value as {@link Serving#exportState()} would write it
     */
    public void stateChanged(final String value) {
        if (!thread.isCurrent() || !course.mirrors()) {
            thread.post(() -> course.stateChanged(value));
        }
    }

    /**
     * Runs an action that sets values at runtime: on the thread {@code generation}, at once or after the short freeze of a
     * handover, so that no acknowledged value is lost between two generations.
     */
    public void whenWritable(final Runnable action) {
        thread.post(() -> course.whenWritable(action));
    }

    /** {@return what the ledger is to tell, beside others: it lets the generation see that it is drained} */
    public LedgerEvents ledgerEvents() {
        return new LedgerEvents() {
            @Override
            public void emptied() {
                thread.post(course::checkDrained);
            }
        };
    }

    /** {@return where the stats sockets deliver a successor} */
    public HandoverEndpoint endpoint() {
        return endpoint;
    }
}
