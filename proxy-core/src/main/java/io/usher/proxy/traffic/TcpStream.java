package io.usher.proxy.traffic;

import io.netty.buffer.ByteBuf;
import io.usher.proxy.http.RequestHead;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.SeatRequest;
import io.usher.proxy.live.Server;

/** The one stream of a client connection in {@code mode tcp}: a seat for as long as it lasts. On the client's loop. */
final class TcpStream implements ClientStream, SeatSeeker.Seeker {

    private enum State { SEEKING, TUNNEL, CLOSED }

    private final ClientConnection client;
    private final SeatSeeker seeker;
    private final HttpTimes times = new HttpTimes();
    private final StreamRecord record = new StreamRecord();
    private final StreamReport report;
    private State state = State.SEEKING;
    private Backend backend;
    private Tunnel tunnel;

    TcpStream(final ClientConnection client) {
        this.client = client;
        seeker = new SeatSeeker(client.engine(), client.shelf(), this);
        report = new StreamReport(client, record);
    }

    @Override
    public void opened() {
        final long now = client.acceptNanos();
        times.start(now);
        times.firstByte(now);
        times.headComplete(now);
        report.beginTcp();
        final Entrance entrance = client.entrance();
        if (entrance.judge(client, null) != null) {
            reject();
            return;
        }
        backend = entrance.backend(client);
        if (backend == null) {
            close('S', 'C');
            return;
        }
        report.backend(backend);
        if (entrance.judge(client, null, backend) != null) {
            reject();
            return;
        }
        seeker.start(backend, client.shelf().now());
    }

    private void reject() {
        report.rejected();
        close('P', 'R');
    }

    @Override
    public ClientConnection client() {
        return client;
    }

    @Override
    public StreamMove move() {
        return new Move();
    }

    /** Moves while it is queued. */
    private final class Move implements StreamMove {

        @Override
        public boolean waits(final SeatSeeker.SeatWant want) {
            return want != null && state == State.SEEKING && seeker.waitsWith(want);
        }

        @Override
        public boolean portable() {
            return true;
        }

        @Override
        public void departs(final Luggage luggage) {
            seeker.departs(luggage);
        }

        @Override
        public void pack(final Luggage luggage) {
            final long now = client.shelf().now();
            luggage.kind = Luggage.Kind.STREAM;
            times.pack(luggage.times, now);
            seeker.pack(luggage, now);
            luggage.unread = Buffers.bytes(null, null, client.unread());
        }

        @Override
        public void returned(final Luggage luggage) {
            if (luggage != null) {
                seeker.returned(luggage);
            }
        }

        @Override
        public void unpack(final ArrivingClient from) {
            times.unpack(from.luggage().times, client.shelf().now());
            backend = from.backend();
            report.resume(false, null, backend, from.server());
            seeker.unpack(from);
        }

        @Override
        public void queueAgain() {
            seeker.queueAgain();
        }

        @Override
        public void arrived(final Luggage luggage) {
            seeker.returned(luggage);
        }
    }

    @Override
    public void assigned(final Server chosen) {
        if (record.server == null) {
            times.assigned(client.shelf().now());
        }
        report.server(chosen);
    }

    @Override
    public void connected(final ServerConnection connection, final boolean reused) {
        times.connected(client.shelf().now());
        times.answered(client.shelf().now());
        connection.requestSent();
        state = State.TUNNEL;
        tunnel = new Tunnel(client, connection, backend, report, this::close);
        connection.user(tunnel);
        tunnel.clientData();
        connection.channel().flush();
        if (client.inputClosed()) {
            tunnel.clientInputClosed();
        }
    }

    @Override
    public void refused(final Refusal why) {
        close(why.cause(), why.phase());
    }

    @Override
    public void clientData() {
        if (state == State.TUNNEL) {
            tunnel.clientData();
        }
    }

    @Override
    public void clientReadComplete() {
        if (state == State.TUNNEL) {
            tunnel.clientReadComplete();
        }
    }

    @Override
    public RequestHead requestHead() {
        return null;
    }

    @Override
    public boolean wantsMore() {
        return state == State.TUNNEL;
    }

    @Override
    public boolean quiet() {
        return true;
    }

    @Override
    public void clientInputClosed() {
        if (state == State.TUNNEL) {
            tunnel.clientInputClosed();
        } else if (state == State.SEEKING && (client.unread() == null || backend.section().options().abortonclose())) {
            clientGone();
        }
    }

    @Override
    public void clientBroken() {
        if (state == State.TUNNEL) {
            tunnel.clientBroken();
        } else if (state == State.SEEKING) {
            clientGone();
        }
    }

    private void clientGone() {
        final char phase = seeker.queued() ? 'Q' : 'C';
        report.clientAborted();
        seeker.abort();
        close('C', phase);
    }

    @Override
    public void clientWritabilityChanged() {
        if (state == State.TUNNEL) {
            tunnel.clientWritabilityChanged();
        }
    }

    @Override
    public void clientTimeUp() {
        if (state == State.TUNNEL) {
            tunnel.clientTimeUp();
        }
    }

    private void close(final char cause, final char phase) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        report.end(cause, phase, times, seeker);
        if (cause == '-') {
            client.closeAfterAnswer();
        } else {
            client.close();
        }
    }

    @Override
    public void cut() {
        if (client.away()) {
            return; // It may be the successor's already.
        }
        if (state == State.TUNNEL) {
            tunnel.cut();
        } else if (state == State.SEEKING) {
            seeker.abort();
            close('K', 'Q');
        }
    }

    @Override
    public void closed() {
        if (client.away()) {
            seeker.forget();
        }
        seeker.end();
        if (tunnel != null) {
            tunnel.closed();
        }
        report.closed();
    }

    @Override
    public boolean isAt(final Server server) {
        return state != State.CLOSED && record.server == server;
    }

    // The seeker's connection is handed to the tunnel at once; nothing can come before.

    @Override
    public void serverData(final ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public void serverReadComplete() {
        // See above.
    }

    @Override
    public void serverInputClosed() {
        // See above.
    }

    @Override
    public void serverBroken(final Throwable cause) {
        // See above.
    }

    @Override
    public void serverWritabilityChanged() {
        // See above.
    }

    @Override
    public SessionView view() {
        return SessionView.of(client, backend, record.server, state.name());
    }

    @Override
    public SeatRequest request() {
        return SeatRequest.of(client.channel().id().asShortText(), "", client.address());
    }

    @Override
    public String toString() {
        return request().toString();
    }
}
