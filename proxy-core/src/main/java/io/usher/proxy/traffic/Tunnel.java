package io.usher.proxy.traffic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.usher.proxy.config.Timeouts;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.SeatRequest;
import io.usher.proxy.seat.HoldReason;

/**
 * Bytes both ways between a client and a server, each side closing for itself: TCP streams, and HTTP connections after an
 * upgrade. On the client's loop.
 */
final class Tunnel implements ServerUser {

    /** Told how it ended: the two letters of the termination state. The server connection has been let go by then. */
    interface Ending {
        void ended(char cause, char phase);
    }

    private final ClientConnection client;
    private final ServerConnection server;
    private final Backend backend;
    private final StreamReport report;
    private final Ending ending;
    private final Deadline serverLimit;
    /** Something was sent to the server; something came from it. */
    private boolean said;
    private boolean heard;
    private boolean clientDone;
    private boolean serverDone;
    private boolean over;

    Tunnel(final ClientConnection client, final ServerConnection server, final Backend backend, final StreamReport report,
           final Ending ending) {
        this.client = client;
        this.server = server;
        this.backend = backend;
        this.report = report;
        this.ending = ending;
        serverLimit = new Deadline(client.shelf().deadlines(), this::serverTimeUp);
        touchServer();
        touchClient();
        client.reading(true);
        server.channel().config().setAutoRead(true);
    }

    // ---- client to server

    /** Forwards what the client has sent. */
    void clientData() {
        final ByteBuf in = client.unread();
        if (over || in == null || !in.isReadable() || server.outputClosed()) {
            return;
        }
        final int length = in.readableBytes();
        report.received(length);
        said = true;
        server.channel().write(in.readRetainedSlice(length), server.channel().voidPromise());
        touchClient();
        if (!server.channel().isWritable()) {
            client.reading(false);
        }
    }

    void clientReadComplete() {
        server.channel().flush();
    }

    void clientInputClosed() {
        clientDone = true;
        afterWritten(server.channel(), () -> {
            server.sendFin();
            endIfBothDone();
        });
        touchClient();
    }

    void clientBroken() {
        finish('C', HoldReason.CLIENT_GONE);
    }

    void clientWritabilityChanged() {
        server.channel().config().setAutoRead(client.channel().isWritable());
    }

    // ---- server to client

    /** Forwards bytes that came behind an HTTP head. */
    void fromServer(final ByteBuf bytes) {
        if (over) {
            bytes.release();
            return;
        }
        report.sent(bytes.readableBytes());
        server.server().trafficSucceeded(0, client.shelf().now());
        touchServer();
        client.write(bytes);
        if (!client.channel().isWritable()) {
            server.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void serverData(final ByteBuf bytes) {
        heard = true;
        fromServer(bytes);
    }

    @Override
    public void serverReadComplete() {
        client.flush();
        report.countBytes();
    }

    @Override
    public void serverInputClosed() {
        noteContest();
        serverDone = true;
        client.flush();
        afterWritten(client.channel(), () -> {
            if (client.channel().isActive() && !over) {
                ((DuplexChannel) client.channel()).shutdownOutput();
            }
            endIfBothDone();
        });
        touchServer();
    }

    @Override
    public void serverBroken(final Throwable cause) {
        if (!over) {
            noteContest();
            server.server().trafficFailed(client.shelf().now());
            report.serverAborted();
            end('S', 'D');
        }
    }

    /** Ended by the server without a byte, after one to it, and before we or the client had ended anything. */
    private void noteContest() {
        final boolean open = !serverDone && !clientDone && !server.outputClosed() && !server.silent();
        if (said && !heard && open && !server.answers().begun()) {
            server.server().contested(String.valueOf(SeatRequest.of(server.take().holder())), server.take().seats().address());
        }
    }

    @Override
    public void serverWritabilityChanged() {
        if (server.channel().isWritable()) {
            client.reading(true);
            clientData();
            server.channel().flush();
        }
    }

    private static void afterWritten(final Channel channel, final Runnable then) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> then.run());
    }

    // ---- limits

    private void touchClient() {
        final long now = client.shelf().now();
        client.limit(now, limit(client.limits(), true, clientDone));
        if (backend.section().timeouts().tunnel() > 0) {
            serverLimit.in(now, limit(backend.section().timeouts(), false, serverDone));
        }
    }

    private void touchServer() {
        final long now = client.shelf().now();
        serverLimit.in(now, limit(backend.section().timeouts(), false, serverDone));
        if (backend.section().timeouts().tunnel() > 0) {
            client.limit(now, limit(client.limits(), true, clientDone));
        }
    }

    /** {@code timeout tunnel} replaces both sides' limits; once a side has half-closed its {@code -fin} limit holds. */
    private int limit(final Timeouts own, final boolean clientSide, final boolean halfClosed) {
        final int fin = clientSide ? own.clientFin() : own.serverFin();
        if (halfClosed && fin > 0) {
            return fin;
        }
        final int tunnel = backend.section().timeouts().tunnel();
        return tunnel > 0 ? tunnel : clientSide ? own.client() : own.server();
    }

    void clientTimeUp() {
        if (!over && client.pending() > 0 && client.progressing()) {
            touchClient();
            return;
        }
        finish('c', HoldReason.CLIENT_GONE);
    }

    private void serverTimeUp() {
        report.serverAborted();
        finish('s', HoldReason.SERVER_TIMEOUT);
    }

    void cut() {
        finish('K', HoldReason.SESSION_CUT);
    }

    // ---- ends

    private void endIfBothDone() {
        if (clientDone && serverDone && !over) {
            server.close();
            end('-', '-');
        }
    }

    private void finish(final char cause, final HoldReason why) {
        if (over) {
            return;
        }
        if (cause == 'C' || cause == 'c') {
            report.clientAborted();
        }
        Abandonment.begin(client.engine(), server, why, true, false);
        end(cause, 'D');
    }

    private void end(final char cause, final char phase) {
        over = true;
        serverLimit.end();
        ending.ended(cause, phase);
    }

    /** Stops watching; the client's connection is closed. */
    void closed() {
        serverLimit.end();
    }
}
