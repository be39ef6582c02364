package io.usher.proxy.balance;

import io.usher.proxy.live.Server;
import java.util.List;

/**
 * The order in which the active servers of one backend are chosen. It knows a server only while that is usable;
 * {@link BackupBalancer} filters the rest. Instance lock held.
 */
interface Turns {

    /** Begins with these servers, in order of the configuration, none of them full. Called once, before all else. */
    void start(List<Server> usable);

    /** The server whose turn it is among those not full; null if all are. */
    Server next(Server avoid);

    /** A server became usable; it is not full. */
    void add(Server server);

    /** A server is no longer usable. */
    void remove(Server server);

    /** A server that is not usable any more is gone for good. */
    default void forget(final Server server) {
    }

    /** A usable server's weight changed; it is still above 0. */
    void weightChanged(Server server);

    /** A usable server has one request more or less. */
    void loadChanged(Server server);

    /** A usable server has no seat to give any more. */
    void full(Server server);

    /** A usable server that was full has a seat to give again. */
    void free(Server server);
}
