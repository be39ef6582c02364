package io.usher.proxy.traffic;

import io.usher.proxy.http.RequestHead;
import io.usher.proxy.live.Server;

/**
 * What a client connection carries: HTTP requests one after another, or one TCP stream. Called by {@link ClientConnection}
 * on its loop.
 */
interface ClientStream {

    /** The connection is there. */
    void opened();

    /** {@code client.unread()} has grown. */
    void clientData();

    /** No more bytes for the moment: flush what was written to the server. */
    void clientReadComplete();

    /** The head of the request in hand, for rules; null if there is none. */
    RequestHead requestHead();

    /** {@code http-request disable-l7-retry} applies to the request in hand. */
    default void forbidRetry() {
        // A TCP stream is never sent twice.
    }

    /** Whether unread bytes will be used without waiting for somebody else. */
    boolean wantsMore();

    /** Whether nothing more is expected from the client, so that closing at once resets nothing. */
    boolean quiet();

    /** The client's FIN came. */
    void clientInputClosed();

    /** The client's connection broke or the client reset it; it is closed right after this call. */
    void clientBroken();

    /** The client may be written to again, or not. */
    void clientWritabilityChanged();

    /** How it moves to the next generation, and comes from the one before. */
    StreamMove move();

    /** The limit set with {@code client.limit} has passed. */
    void clientTimeUp();

    /** The connection is closed; frees everything. */
    void closed();

    /** Whether it is at that server now; any thread, may be slightly out of date. */
    boolean isAt(Server server);

    /** An operator cuts the session ({@code shutdown sessions server}), or a hard stop does. */
    void cut();

    /** What {@code show sess} tells; any thread, may be slightly out of date. */
    SessionView view();
}
