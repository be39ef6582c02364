package io.usher.proxy.live;

/**
 * Chooses a backend's next server. Implemented in {@code balance}. Instance lock held for every call; a choice costs
 * O(log n) at most, whatever the number of servers that are full.
 */
public interface Balancer {

    /**
     * The server whose turn it is, among the usable ones that have a seat to give. Taking the turn is part of the call.
     *
     * @param avoid a server to avoid if any other one can be had (redispatch); null = none
     * @return null when no usable server has a free seat
     */
    Server next(Server avoid);

    /** The server's usability or weight has changed. */
    void changed(Server server);

    /** The server has been given one request more. */
    void taken(Server server);

    /** One request of the server has ended. */
    void released(Server server);

    /** The server is gone for good; it was not usable any more. */
    default void removed(final Server server) {
    }

    /** The server's seats may have come free, or have all been taken. */
    void availabilityChanged(Server server);
}
