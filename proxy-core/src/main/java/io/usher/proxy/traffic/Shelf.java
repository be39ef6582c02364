package io.usher.proxy.traffic;

import io.netty.channel.EventLoop;
import io.usher.proxy.seat.NanoClock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What belongs to one event loop: its index, its deadlines, and the clients that live on it. Everything is for that
 * loop's thread, except {@link #clients()}, which copies under a monitor that is otherwise uncontended.
 */
final class Shelf {

    private final int index;
    private final EventLoop loop;
    private final Deadlines deadlines;
    private final Set<ClientConnection> clients = new HashSet<>();

    /** Written by the loops that accept and by this one. */
    private final AtomicInteger reserved = new AtomicInteger();

    Shelf(final int index, final EventLoop loop, final NanoClock clock) {
        this.index = index;
        this.loop = loop;
        this.deadlines = new Deadlines(clock, loop);
    }

    /** From 0. */
    int index() {
        return index;
    }

    EventLoop loop() {
        return loop;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    /** The time now. */
    long now() {
        return deadlines.now();
    }

    /** A client is on its way here; any thread. */
    void reserve() {
        reserved.incrementAndGet();
    }

    /** A client has gone. */
    void unreserve() {
        reserved.decrementAndGet();
    }

    /** Clients here or on their way; any thread. */
    int reserved() {
        return reserved.get();
    }

    void opened(final ClientConnection client) {
        synchronized (clients) {
            clients.add(client);
        }
    }

    void closed(final ClientConnection client) {
        synchronized (clients) {
            clients.remove(client);
        }
    }

    /** The client connections as they are at this moment; any thread. */
    List<ClientConnection> clients() {
        synchronized (clients) {
            return new ArrayList<>(clients);
        }
    }
}
