package io.usher.proxy.generation;

import io.usher.proxy.traffic.ClientExit;
import io.usher.proxy.traffic.HoldArrival;
import io.usher.proxy.traffic.HoldExit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The serving parts of the process as start, handover and drain need them; {@code launch} implements it over listeners,
 * traffic engine, checks and stats sockets. All methods are called on the thread {@code generation}, without the
 * instance lock, and must not block.
 */
public interface Serving extends ClientIntake {

    /**
     * {@return descriptor numbers of the open listeners by key: what a successor may get, stats sockets included} The
     * keys are those of {@link StartRequest#wanted()}; the same address has the same key in every generation.
     */
    Map<String, Integer> listeners();

    /** Stops accepting clients; completes once every event loop has confirmed that it accepts no more. Reversible. */
    CompletionStage<Void> stopAccepting();

    /** Accepts clients, at first or again, and lets health checks run. */
    void startAccepting();

    /** A successor starts, and needs the processors; this generation serves on meanwhile. */
    void successorStarts();

    /** It has failed before it was ready: this generation goes on as before. */
    void successorFailed();

    /** Stops the health checks (at COMMIT; {@link #startAccepting()} lets them run again). */
    void stopChecks();

    /**
     * The successor accepts on these listeners now: their copies are kept open, unread, for a roll-back, and stats
     * sockets among them no longer accept here. Every other listener of clients is emptied and closed; other stats
     * sockets go on.
     *
     * @param taken keys of the listeners the successor has
     */
    void handOver(Set<String> taken);

    /** Empties the accept queues and closes the listeners of clients: this generation ends without a successor. */
    void closeListeners();

    /** From now on each client gets one last answer with {@code Connection: close}; idle server connections are closed. */
    void finishing();

    /** Clients between two requests are closed, now and when they get there: no successor takes them. */
    void closeIdleClients();

    /** From now on clients leave by this exit; those that the successor refuses get one last answer, as above. */
    void finishing(ClientExit exit);

    /** A hard stop: every client's session ends now, and what servers are at work for goes on hold. */
    void cutSessions();

    /** Offers server connections on hold to this exit; called again and again until none is left. */
    void passHolds(HoldExit exit);

    /**
     * A server connection on hold that the predecessor sends.
     *
     * @param descriptor its connection
     * @param watch      how to watch it, as in HOLD
     * @throws IllegalArgumentException if it cannot be watched here, and why; the descriptor is still to be discarded
     */
    HoldArrival holdArrival(int descriptor, String watch);

    /** A generation that finishes asks to be active again: no client leaves any more, until {@link #finishing(ClientExit)}. */
    void keepClients();

    /** A roll-back: clients are kept alive again. */
    void resumed();

    /** Runs the action, on any thread, when no client connection, request or queue entry is left. */
    void onDrained(Runnable action);

    /** {@return requests waiting in queues} */
    long queued();

    /** {@return client connections open} */
    long connections();

    /** {@return the values set at runtime, one text each, in an order in which they can be applied} */
    List<String> exportState();

    /**
     * Applies a value set at runtime in another generation. What this configuration does not have is ignored.
     *
     * @throws IllegalArgumentException if it is no such text
     */
    void importState(String value);

    /** Ends the process, cutting what is left; does not return to a running state. */
    void exit(int status);
}
