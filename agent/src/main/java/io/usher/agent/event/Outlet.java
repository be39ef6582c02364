package io.usher.agent.event;

/** A subscriber's connection. No method waits; any thread. */
public interface Outlet {

    /** Bytes taken by {@link #send} that the connection has not taken yet. */
    long waiting();

    /** Bytes that the connection has taken since it was opened. */
    long sent();

    /** Sends this after what waits; nothing once the connection is gone. */
    void send(byte[] bytes);

    /** Drops what waits, sends this as the last, and closes; at once where the connection takes nothing for some seconds. */
    void last(byte[] bytes);

    /** Called again and again, whenever nothing waits any more; on any thread. Set once, before anything is sent. */
    void whenEmpty(Runnable task);

    /** Called once, when the connection is gone; on any thread, at once if it is. */
    void whenGone(Runnable task);
}
