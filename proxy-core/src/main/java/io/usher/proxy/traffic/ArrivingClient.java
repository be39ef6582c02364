package io.usher.proxy.traffic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.usher.proxy.config.LogTarget;
import io.usher.proxy.config.Mode;
import io.usher.proxy.http.HeadEdits;
import io.usher.proxy.http.ParseResult;
import io.usher.proxy.http.RequestParser;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Server;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A client that has come from the predecessor: first only looked at, then let in. Thread {@code generation}. */
final class ArrivingClient implements Arrival {

    private final TrafficEngine engine;
    private final int descriptor;
    private final Luggage luggage;
    private final long arrivalNanos;
    private final Entrance entrance;
    private Backend backend;
    private Server server;

    /**
     * Looks whether it can be served here.
     *
     * @param arrivalNanos a queued request's place in the order, on this process's clock
     * @throws IllegalArgumentException if not, and why
     * @throws IllegalStateException    if the descriptor is another client's
     */
    ArrivingClient(final TrafficEngine engine, final int descriptor, final String text, final long arrivalNanos) {
        this.engine = engine;
        this.descriptor = descriptor;
        this.arrivalNanos = arrivalNanos;
        luggage = Luggage.unpack(text);
        requireSocket();
        if (engine.crowded()) {
            throw new IllegalArgumentException("no descriptors are left for more of them");
        }
        entrance = engine.entrances().stream().filter(e -> e.frontend().name().equals(luggage.frontend)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no frontend '" + luggage.frontend + "' accepts here"));
        requireMode(entrance.frontend().section().mode(), "frontend '" + luggage.frontend + "'");
        if (queued()) {
            lookUp();
        }
        if (luggage.kind == Luggage.Kind.REQUEST) {
            requireHead();
            new HeadEdits().additions(luggage.additions);
        }
    }

    /** Descriptors go by their number: if one was lost unnoticed, the next would have another client's answers written to it. */
    private void requireSocket() {
        final long socket;
        try {
            socket = SocketIdentity.of(descriptor);
        } catch (final IOException e) {
            throw new IllegalArgumentException("a moved client: " + e.getMessage(), e);
        }
        if (socket != luggage.socket) {
            throw new IllegalStateException("descriptor " + descriptor + " is socket " + socket + " (expected: socket "
                + luggage.socket + " of client " + luggage.address + ")");
        }
    }

    private void requireMode(final Mode mode, final String where) {
        final Mode expected = luggage.kind == Luggage.Kind.STREAM ? Mode.TCP : Mode.HTTP;
        if (mode != expected) {
            throw new IllegalArgumentException(where + " has another mode here");
        }
    }

    private void lookUp() {
        backend = engine.instance().backend(luggage.backend)
            .orElseThrow(() -> new IllegalArgumentException("there is no backend '" + luggage.backend + "' here"));
        requireMode(backend.section().mode(), "backend '" + luggage.backend + "'");
        if (!luggage.server.isEmpty()) {
            server = backend.server(luggage.server).orElseThrow(() -> new IllegalArgumentException(
                "there is no server '" + luggage.backend + "/" + luggage.server + "' here"));
        }
        engine.lock();
        try {
            if (backend.usableServers() == 0 || backend.totalWeight() == 0) {
                throw new IllegalArgumentException("no server of backend '" + luggage.backend + "' is usable here");
            }
        } finally {
            engine.unlock();
        }
    }

    /** The limits for heads may be narrower here than where it was read first. */
    private void requireHead() {
        final ByteBuf bytes = Unpooled.wrappedBuffer(luggage.unread);
        if (new RequestParser(engine.limits()).parse(bytes) != ParseResult.DONE) {
            throw new IllegalArgumentException("the head of a moved request is not accepted here");
        }
    }

    @Override
    public void enter() {
        final Channel channel;
        try {
            channel = luggage.localAddress instanceof InetSocketAddress ? new EpollSocketChannel(descriptor)
                : new EpollDomainSocketChannel(descriptor);
        } catch (final ChannelException e) {
            // The client's own end: nothing waits for it here yet.
            engine.event(LogTarget.Severity.NOTICE, entrance.frontend().section(), "A client from the previous generation, "
                + luggage.address + ", is lost: " + e.getMessage());
            close();
            return;
        }
        entrance.arrived(channel, this);
    }

    /** close(2) only: shutdown(2) would end the connection for the predecessor too. */
    private void close() {
        try {
            new FileDescriptor(descriptor).close();
        } catch (final IOException e) {
            engine.internalError("descriptor " + descriptor, e);
        }
    }

    /** Whether a request of it, or its TCP stream, waits for a seat; else it may begin one as soon as it is registered. */
    boolean queued() {
        return luggage.kind != Luggage.Kind.BETWEEN;
    }

    Luggage luggage() {
        return luggage;
    }

    Backend backend() {
        return backend;
    }

    Server server() {
        return server;
    }

    long arrivalNanos() {
        return arrivalNanos;
    }
}
