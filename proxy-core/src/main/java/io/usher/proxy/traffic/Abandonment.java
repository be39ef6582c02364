package io.usher.proxy.traffic;

import io.netty.buffer.ByteBuf;
import io.usher.proxy.config.Timeouts;
import io.usher.proxy.live.SeatRequest;
import io.usher.proxy.seat.HoldReason;

/**
 * What is left of a request that was given up while its server is at work: a seat on hold. Reads and discards until the
 * server has answered in full, has closed, or {@code timeout hold} has passed. Nothing short of that frees the seat.
 */
final class Abandonment implements ServerUser, DiscardedAnswer {

    private final TrafficEngine engine;
    private final ServerConnection connection;
    private final boolean framed;
    private final Deadline server;
    private final Deadline hold;

    private Abandonment(final TrafficEngine engine, final ServerConnection connection, final boolean framed) {
        this.engine = engine;
        this.connection = connection;
        this.framed = framed;
        this.server = new Deadline(connection.home().deadlines(), this::serverTimeUp);
        this.hold = new Deadline(connection.home().deadlines(), this::holdTimeUp);
    }

    /**
     * Takes a connection over from a stream that is done with it.
     *
     * @param why       the reason the ledger keeps
     * @param halfClose whether the server is told by our FIN; else it may finish, with {@code timeout server} running
     * @param framed    whether an HTTP answer is being read, so that its end can be seen
     */
    static void begin(final TrafficEngine engine, final ServerConnection connection, final HoldReason why,
                      final boolean halfClose, final boolean framed) {
        if (connection.inputClosed() || !engine.counted(connection.take())) {
            connection.close();
            return;
        }
        final Abandonment rest = new Abandonment(engine, connection, framed && !connection.answers().done());
        connection.user(rest);
        connection.sessionEnded();
        rest.hold(why);
        if (rest.framed) {
            connection.answers().sink(rest);
        }
        if (halfClose || !rest.framed) {
            connection.sendFin();
        } else {
            rest.server.in(connection.home().now(), rest.limits().server());
        }
        connection.channel().config().setAutoRead(true);
    }

    private void hold(final HoldReason why) {
        final long now = connection.home().now();
        engine.lock();
        try {
            // The stream goes on to other requests; the hold stays this one's.
            connection.take().holder(SeatRequest.of(connection.take().holder()));
            engine.ledger().hold(connection.take(), why, TrafficEngine.holdUntil(connection.server(), now));
        } finally {
            engine.unlock();
        }
        if (!hold.isSet() && limits().hold() > 0) {
            hold.in(now, limits().hold() + 1L);
        }
    }

    /**
     * It leaves for the next generation: stops its time limits.
     *
     * @return what is to be known there; the answer can only be followed if nothing of it has come
     */
    HoldWatch pack(final boolean unix) {
        final AnswerReader answers = connection.answers();
        final long left = server.left(connection.home().now());
        over();
        return new HoldWatch(unix, connection.outputClosed(), framed && !answers.begun() ? answers.method() : null,
            answers.upgradeAsked(), left);
    }

    private Timeouts limits() {
        return connection.server().backend().section().timeouts();
    }

    private void serverTimeUp() {
        connection.sendFin();
    }

    private void holdTimeUp() {
        over();
        connection.holdExpired();
    }

    private void over() {
        server.end();
        hold.end();
    }

    // ---- from the connection

    @Override
    public void serverData(final ByteBuf bytes) {
        if (framed && !connection.answers().done()) {
            server.in(connection.home().now(), limits().server());
            connection.answers().feed(bytes);
        } else {
            bytes.release();
        }
    }

    @Override
    public void serverReadComplete() {
        // Nothing was written.
    }

    @Override
    public void serverInputClosed() {
        over();
        connection.close();
    }

    @Override
    public void serverBroken(final Throwable cause) {
        over();
    }

    @Override
    public void serverWritabilityChanged() {
        // Nothing is written.
    }

    // ---- from the answer

    @Override
    public void complete() {
        over();
        if (connection.answers().reusable() && !connection.outputClosed()) {
            connection.park();
        } else {
            connection.close();
        }
    }

    @Override
    public void sendFin() {
        connection.sendFin();
    }
}
