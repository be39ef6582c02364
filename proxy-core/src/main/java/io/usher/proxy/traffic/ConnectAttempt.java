package io.usher.proxy.traffic;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import io.usher.proxy.live.Server;
import io.usher.proxy.live.Spot;
import io.usher.proxy.seat.Take;

/** One attempt to open a connection to a server, with a seat there. On the loop of the stream that wants it. */
final class ConnectAttempt {

    private final TrafficEngine engine;
    private final Shelf shelf;
    private final ServerConnection connection;
    private ChannelFuture done;

    private ConnectAttempt(final TrafficEngine engine, final Shelf shelf, final ServerConnection connection) {
        this.engine = engine;
        this.shelf = shelf;
        this.connection = connection;
    }

    /**
     * Makes the socket.
     *
     * @return null if the server has moved since the seat was taken: that is for another address
     * @throws ChannelException if there is none to be had
     */
    static ConnectAttempt open(final TrafficEngine engine, final Server server, final Take take, final Shelf shelf) {
        final Spot spot = server.spot();
        if (take.seats() != spot.seats()) {
            return null;
        }
        final Channel channel = Connector.open(spot.address(), KeepAlive.of(server.line().check()));
        final ServerConnection connection = new ServerConnection(engine, server, spot, take, channel, shelf);
        return new ConnectAttempt(engine, shelf, connection);
    }

    /** Starts to connect. */
    ChannelFuture begin() {
        final Channel channel = connection.channel();
        channel.pipeline().addLast(connection);
        done = Connector.connect(channel, connection.spot().address(), shelf);
        return done;
    }

    /** Whether the kernel has established it, told of or not. */
    boolean isEstablished() {
        return KernelState.isEstablished(connection.channel());
    }

    /** It has succeeded: the connection belongs to its seat from now on, and to {@code user}, if not null. */
    ServerConnection established(final ServerUser user) {
        engine.lock();
        try {
            engine.ledger().connected(connection.take(), connection);
        } finally {
            engine.unlock();
        }
        connection.server().counters().connects.increment();
        connection.server().backend().counters().connects.increment();
        connection.established(user);
        return connection;
    }

    /**
     * Nobody wants it any more.
     *
     * @return whether it never was established: then the seat is the caller's. Else the server's FIN is to free it.
     */
    boolean drop() {
        final boolean gone = KernelState.endUnestablished(connection.channel());
        if (gone) {
            connection.channel().close();
        } else {
            done.addListener(this::closeFirst);
        }
        return gone;
    }

    private void closeFirst(final Future<? super Void> ended) {
        if (ended.isSuccess()) {
            established(null);
            connection.close();
        } else {
            engine.freeUnused(connection.take());
        }
    }
}
