package io.usher.proxy.balance;

import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Server;
import io.usher.proxy.seat.Ledger;
import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.Want;

/**
 * Decides for one request: a seat now, a place in a queue, or neither. Without state of its own. Instance lock held for
 * every call.
 */
public final class Admission {

    /** A request's wish. What {@link #admit} grants at once stands in {@link #take()}. */
    public abstract static class Request extends Want {

        private Take take;

        /**
         * A wish.
         *
         * @param shelf        index of the event loop the request lives on
         * @param arrivalNanos when the request came, by the instance's clock: its place in every queue
         */
        protected Request(final int shelf, final long arrivalNanos) {
            super(shelf, arrivalNanos);
        }

        /**
         * The seat that {@link #admit} granted: {@code take().line()} is the {@link Server}, and an idle connection may come
         * with it. Null unless the last outcome was {@link Outcome#GRANTED}; a seat granted later comes by {@code granted}.
         */
        public final Take take() {
            return take;
        }
    }

    /** What was decided. */
    public enum Outcome {
        /** The request has a seat; {@code granted} will not be called. */
        GRANTED,
        /** The request waits; {@code granted} or {@code failed} will be called unless it is withdrawn. */
        QUEUED,
        /** The server it is bound to has {@code maxqueue} waiting already: 503, termination state SQ. */
        QUEUE_FULL,
        /** No server of the backend is usable: 503, termination state SC. */
        NO_SERVER
    }

    private Admission() {
    }

    /**
     * Admits a request.
     *
     * @param backend where to
     * @param want    its wish, neither queued nor granted
     * @param pinned  the server it is bound to (retry without redispatch); null = none. A bound server that is down or in
     *                maintenance binds no longer.
     * @param avoid   a server to avoid if another one can be had (redispatch); null = none
     */
    public static Outcome admit(final Backend backend, final Request want, final Server pinned, final Server avoid) {
        want.take = null;
        final Ledger ledger = backend.instance().ledger();
        if (pinned != null && pinned.reachable()) {
            return admitPinned(ledger, want, pinned);
        }
        if (backend.usableServers() == 0 || backend.totalWeight() == 0) {
            return Outcome.NO_SERVER;
        }
        // Whoever waits here waits because no server has a seat: newcomers join the queue and ask nobody.
        if (backend.queue().length() == 0 && ledger.mayTake()) {
            final Outcome outcome = byTurn(backend, ledger, want, avoid);
            if (outcome != null) {
                return outcome;
            }
        }
        ledger.enqueue(backend.queue(), want);
        backend.counters().longestQueue.seen(backend.queue().length());
        return Outcome.QUEUED;
    }

    /**
     * Lets a request wait that the predecessor had queued: in the order of its arrival there, before QUEUE-END too.
     *
     * @param pinned as in {@link #admit}
     * @return false if no server of the backend is usable: then it does not wait
     */
    public static boolean admitMoved(final Backend backend, final Request want, final Server pinned) {
        final Ledger ledger = backend.instance().ledger();
        if (pinned != null && pinned.reachable()) {
            ledger.enqueueMoved(pinned.queue(), want);
            backend.awaited(pinned);
            pinned.counters().longestQueue.seen(pinned.queue().length());
            return true;
        }
        if (backend.usableServers() == 0 || backend.totalWeight() == 0) {
            return false;
        }
        ledger.enqueueMoved(backend.queue(), want);
        backend.counters().longestQueue.seen(backend.queue().length());
        return true;
    }

    private static Outcome admitPinned(final Ledger ledger, final Request want, final Server server) {
        if (server.queue().length() == 0 && ledger.mayTake()) {
            want.take = ledger.take(server.seats(), server, want);
            if (want.take != null) {
                return Outcome.GRANTED;
            }
        }
        final int maxqueue = server.line().maxqueue();
        if (maxqueue > 0 && server.queue().length() >= maxqueue) {
            return Outcome.QUEUE_FULL;
        }
        enqueue(ledger, want, server);
        return Outcome.QUEUED;
    }

    /** What the servers whose turn it is have to give; null = nothing. */
    private static Outcome byTurn(final Backend backend, final Ledger ledger, final Request want, final Server avoid) {
        while (true) {
            final Server server = backend.balancer().next(avoid);
            if (server == null) {
                return null;
            }
            want.take = ledger.take(server.seats(), server, want);
            if (want.take != null) {
                counted(server, avoid);
                return Outcome.GRANTED;
            }
            if (want.hasFailed()) {
                // The ledger refuses for a reason that no other server would cure (its journal is full).
                return null;
            }
            if (server.seats().availableByClosing(server)) {
                // Another line's idle connection has the seat. It is asked to close, and this server keeps its turn: passed
                // over, it would get no request as long as that connection stays idle.
                counted(server, avoid);
                enqueue(ledger, want, server);
                return Outcome.QUEUED;
            }
            if (server.seats().available(server)) {
                // Somebody else waits for what is there.
                return null;
            }
            backend.balancer().availabilityChanged(server);
        }
    }

    private static void counted(final Server server, final Server avoid) {
        if (server != avoid) {
            server.backend().counters().balanced.increment();
            server.counters().balanced.increment();
        }
    }

    private static void enqueue(final Ledger ledger, final Want want, final Server server) {
        ledger.enqueue(server.queue(), want);
        server.backend().awaited(server);
        server.counters().longestQueue.seen(server.queue().length());
    }

    /**
     * {@code queue}: requests waiting in the backend's queue and its servers' queues (HAProxy configuration manual, 7.3.2).
     */
    public static int queue(final Backend backend) {
        return backend.totalQueued();
    }

    /**
     * {@code avg_queue}: requests waiting per usable server, rounded up; twice the number waiting if none is usable (as in
     * 2.6; HAProxy configuration manual, 7.3.2).
     */
    public static int avgQueue(final Backend backend) {
        final int waiting = backend.totalQueued();
        final int servers = backend.usableServers();
        return servers > 0 ? (waiting + servers - 1) / servers : waiting * 2;
    }

    /** {@code nbsrv}: usable servers (HAProxy configuration manual, 7.3.2). */
    public static int nbsrv(final Backend backend) {
        return backend.usableServers();
    }
}
