package io.usher.proxy.traffic;

import io.netty.buffer.ByteBuf;
import io.usher.proxy.config.Options.ConnectionMode;
import io.usher.proxy.http.BodyFraming;
import io.usher.proxy.http.HeadEdits;
import io.usher.proxy.http.HttpLimits;
import io.usher.proxy.http.ParseResult;
import io.usher.proxy.http.RequestHead;
import io.usher.proxy.http.RequestParser;
import io.usher.proxy.http.ResponseHead;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.SeatRequest;
import io.usher.proxy.live.Server;
import io.usher.proxy.rule.Verdict;
import io.usher.proxy.seat.HoldReason;

/**
 * The HTTP requests of one client connection, one at a time and in order: head, rules, server, body and answer, end, log,
 * next. Lives on the client's loop.
 */
final class HttpStream implements ClientStream, SeatSeeker.Seeker {

    /** IDLE: between requests. HEAD: one is half read. SEEKING: for a server. EXCHANGE: with one. TUNNEL. CLOSING: all said. */
    enum State { IDLE, HEAD, SEEKING, EXCHANGE, TUNNEL, CLOSING }

    private static final int HEAD_ROOM = 512;

    // Shared with HttpFailures, the other half of this class, and with ClientLoss and HttpMove.
    final ClientConnection client;
    final TrafficEngine engine;
    final Shelf shelf;
    final RequestParser parser;
    final RequestRelay request;
    final AnswerRelay answer;
    final SeatSeeker seeker;
    final HeadEdits edits = new HeadEdits();
    final HttpTimes times = new HttpTimes();
    final StreamRecord record = new StreamRecord();
    final StreamReport report;
    final Deadline serverLimit;
    final ResponseRetry retry;
    private final HeadLimits headLimits;
    private final HttpFailures failures;
    private final ClientLoss loss;
    private final StreamMove move;
    State state = State.IDLE;
    Backend backend;
    ServerConnection server;
    Tunnel tunnel;
    boolean first = true;
    boolean reused;
    boolean clientKept;
    boolean serverKept;
    private boolean answered;

    HttpStream(final ClientConnection client) {
        this.client = client;
        engine = client.engine();
        shelf = client.shelf();
        parser = new RequestParser(engine.limits());
        request = new RequestRelay(client, engine.limits());
        answer = new AnswerRelay(this, client);
        seeker = new SeatSeeker(engine, shelf, this);
        report = new StreamReport(client, record);
        serverLimit = new Deadline(shelf.deadlines(), () -> failures().serverTimeUp());
        retry = new ResponseRetry(this);
        headLimits = new HeadLimits(client);
        failures = new HttpFailures(this);
        loss = new ClientLoss(this, failures);
        move = new HttpMove(this);
    }

    // ---- for its relays
    HttpFailures failures() {
        return failures;
    }

    HttpLimits limits() {
        return engine.limits();
    }

    @Override
    public ClientConnection client() {
        return client;
    }

    /** Whether the client's connection outlives this answer, whose head is about to be written. */
    boolean clientKept() {
        clientKept &= !engine.givesLastAnswer(client); // The generation may have begun to end since the request came.
        return clientKept;
    }

    void closeClientAfter() {
        clientKept = false;
    }

    /** Bytes of the answer, as the server sent them. */
    void sent(final int bytes) {
        report.sent(bytes);
    }

    // ---- the request comes in

    @Override
    public RequestHead requestHead() {
        return parser.head();
    }

    @Override
    public void opened() {
        times.start(client.acceptNanos());
        headLimits.head(client.acceptNanos());
        client.offer();
    }

    @Override
    public void clientData() {
        switch (state) {
            case IDLE:
                if (!times.begun()) {
                    limitHeadFromFirstByte();
                }
                readHead();
                break;
            case HEAD:
                readHead();
                break;
            case EXCHANGE:
                pumpRequest();
                break;
            case TUNNEL:
                tunnel.clientData();
                break;
            default:
                // Read ahead: it waits for its turn.
                break;
        }
    }

    private void limitHeadFromFirstByte() {
        final long now = shelf.now();
        times.firstByte(now);
        if (!first) {
            headLimits.head(now);
        }
    }

    private void readHead() {
        if (client.departing()) {
            return; // It leaves with what it has sent.
        }
        final ByteBuf in = client.unread();
        final ParseResult result = parser.parse(in);
        if (result == ParseResult.NEED_MORE) {
            state = parser.started() ? State.HEAD : State.IDLE;
        } else if (result == ParseResult.BAD) {
            failures.badRequest(parser.error());
        } else {
            begin();
        }
    }

    private void begin() {
        final RequestHead head = parser.head();
        answer.reset();
        retry.begin();
        request.begin(head);
        if (request.bad()) {
            failures.badRequest(request.error());
            return;
        }
        final long now = shelf.now();
        times.headComplete(now);
        client.noLimit();
        report.begin(head);
        report.received(head.upgrade() ? Weight.ofUpgrade(head) : Weight.of(head));
        clientKept = head.keepAlive() && !engine.givesLastAnswer(client)
            && client.entrance().frontend().section().options().connectionMode() != ConnectionMode.CLOSE;
        answered = false;
        reused = false;
        server = null;
        final Entrance entrance = client.entrance();
        if (passes(entrance.judge(client, head))) {
            choose(entrance, head, now);
        }
    }

    private boolean passes(final Verdict verdict) {
        if (verdict == null) {
            return true;
        }
        if (verdict.kind() == Verdict.Kind.REJECT) {
            failures.reject();
        } else {
            report.denied();
            failures.refuse(verdict.status(), 'P', 'R');
        }
        return false;
    }

    private void choose(final Entrance entrance, final RequestHead head, final long now) {
        backend = entrance.backend(client);
        if (backend == null) {
            failures.nowhere();
            return;
        }
        report.backend(backend);
        if (!passes(entrance.judge(client, head, backend))) {
            return;
        }
        final ConnectionMode mode = entrance.connectionMode(backend);
        clientKept &= mode != ConnectionMode.CLOSE;
        serverKept = mode == ConnectionMode.KEEP_ALIVE;
        entrance.edits(edits.clear(), head, client, backend, serverKept);
        retry.backend(backend);
        state = State.SEEKING;
        seeker.start(backend, now);
    }

    // ---- the server

    @Override
    public void assigned(final Server chosen) {
        if (record.server == null) {
            times.assigned(shelf.now());
        }
        record.server = chosen;
    }

    @Override
    public void refused(final Refusal why) {
        if (why == Refusal.NO_SERVER) {
            backend.counters().failedConnections.increment();
        } else if (why == Refusal.QUEUE_TIMEOUT) {
            times.assigned(shelf.now());
        }
        failures.refuse(why.status(), why.cause(), why.phase());
    }

    @Override
    public void connected(final ServerConnection connection, final boolean wasIdle) {
        server = connection;
        reused = wasIdle;
        state = State.EXCHANGE;
        final long now = shelf.now();
        times.connected(now);
        final RequestHead head = parser.head();
        connection.answers().expect(answer, head.method(), head.upgrade());
        connection.requestSent();
        final ByteBuf out = connection.channel().alloc().directBuffer(head.length() + HEAD_ROOM);
        head.writeTo(out, edits);
        connection.channel().write(out, connection.channel().voidPromise());
        pumpRequest();
        if (state == State.EXCHANGE) {
            connection.channel().flush();
            serverLimit.in(now, backend.section().timeouts().server());
        }
    }

    private void pumpRequest() {
        if (server == null || request.complete() && !request.held()) {
            return;
        }
        // What came with the head, then what came while a server was sought: nothing else would call for that.
        for (ByteBuf bytes = request.take(); bytes != null; bytes = request.take()) {
            report.received(request.replayed() ? 0 : bytes.readableBytes());
            server.channel().write(bytes, server.channel().voidPromise());
        }
        final long now = shelf.now();
        if (request.bad()) {
            report.requestFailed();
            failures.giveUp(HoldReason.CLIENT_GONE, true);
            record.fault = request.error().text();
            failures.fail(HttpFailures.BAD_REQUEST, 'P');
        } else if (request.complete()) {
            client.noLimit();
            client.reading(true);
            serverLimit.in(now, backend.section().timeouts().server());
            endIfComplete();
        } else {
            final boolean room = server.channel().isWritable();
            client.reading(room);
            if (room) {
                client.limit(now, client.limits().client());
            } else {
                client.noLimit();
            }
            serverLimit.in(now, backend.section().timeouts().server());
        }
    }

    @Override
    public void clientReadComplete() {
        if (state == State.EXCHANGE && server != null) {
            server.channel().flush();
        } else if (state == State.TUNNEL) {
            tunnel.clientReadComplete();
        }
    }

    @Override
    public boolean wantsMore() {
        return (state == State.HEAD || state == State.IDLE) && !client.departing()
            || state == State.EXCHANGE && !request.complete();
    }

    @Override
    public boolean quiet() {
        return request.complete();
    }

    @Override
    public void forbidRetry() {
        retry.forbid();
    }

    @Override
    public void serverWritabilityChanged() {
        if (state == State.EXCHANGE && server.channel().isWritable() && !request.complete()) {
            client.reading(true);
            pumpRequest();
        }
    }

    // ---- the answer

    @Override
    public void serverData(final ByteBuf bytes) {
        serverLimit.in(shelf.now(), backend.section().timeouts().server());
        server.answers().feed(bytes);
    }

    @Override
    public void serverReadComplete() {
        if (state == State.EXCHANGE) {
            answer.flushHead();
            client.flush();
            if (!client.channel().isWritable() && server != null) {
                server.channel().config().setAutoRead(false);
                client.progressing();
                client.limit(shelf.now(), client.limits().client());
                serverLimit.clear();
            }
        }
    }

    @Override
    public void clientWritabilityChanged() {
        if (state == State.TUNNEL) {
            tunnel.clientWritabilityChanged();
        } else if (state == State.EXCHANGE && client.channel().isWritable() && server != null) {
            client.noLimit();
            serverLimit.in(shelf.now(), backend.section().timeouts().server());
            server.channel().config().setAutoRead(true);
        }
    }

    /** The head of the answer is complete. */
    void answerBegins(final ResponseHead head) {
        times.answered(shelf.now());
        record.status = head.status();
        if (head.body() == BodyFraming.UNTIL_CLOSE) {
            clientKept = false;
        }
    }

    /** The last byte of the answer was handed to the client's channel. */
    void answerComplete() {
        answered = true;
        server.server().trafficSucceeded(record.status, shelf.now());
        serverLimit.clear();
        if (!request.complete() && (server.inputClosed() || !server.answers().reusable())) {
            // The server will take no more of this request: the client's connection ends with it.
            clientKept = false;
            finish();
        } else {
            endIfComplete();
        }
    }

    private void endIfComplete() {
        if (answered && request.complete()) {
            finish();
        }
    }

    private void finish() {
        releaseServer();
        state = State.CLOSING;
        client.noLimit();
        if (client.channel().isWritable()) {
            client.flush(this::delivered);
        } else {
            client.progressing();
            client.limit(shelf.now(), client.limits().client());
            client.flush(this::delivered);
        }
    }

    private void releaseServer() {
        final ServerConnection done = server;
        server = null;
        if (serverKept && request.complete() && done.answers().reusable() && !done.inputClosed() && !done.outputClosed()) {
            done.park();
        } else {
            done.close();
        }
        report.serverSessions(done.sessionsLeft());
    }

    void delivered() {
        if (state != State.CLOSING) {
            return;
        }
        if (report.open()) {
            report.answered();
            report.end('-', '-', times, seeker);
        }
        next();
    }

    private void next() {
        first = false;
        if (!clientKept || (client.inputClosed() || engine.closesIdleClients()) && !readAhead()) {
            client.closeAfterAnswer();
            return;
        }
        parser.reset();
        record.clear();
        backend = null;
        state = State.IDLE;
        final long now = shelf.now();
        times.start(now);
        headLimits.idle(now);
        client.reading(true);
        client.offer();
        if (readAhead()) {
            clientData();
            if (client.inputClosed() && (state == State.IDLE || state == State.HEAD)) {
                failures.goneBeforeRequest(true);
            }
        }
    }

    private boolean readAhead() {
        return client.unread() != null && client.unread().isReadable();
    }

    @Override
    public StreamMove move() {
        return move;
    }

    void tunnelBegins(final ByteBuf in) {
        if (state == State.EXCHANGE) {
            state = State.TUNNEL;
            serverLimit.clear();
            client.noLimit();
            tunnel = new Tunnel(client, server, backend, report, this::tunnelEnded);
            server.user(tunnel);
        }
        if (in.isReadable()) {
            tunnel.fromServer(in.readRetainedSlice(in.readableBytes()));
        }
        client.flush();
        tunnel.clientData();
    }

    private void tunnelEnded(final char cause, final char phase) {
        server = null;
        state = State.CLOSING;
        report.answered();
        report.end(cause, phase, times, seeker);
        client.close();
    }

    // ---- what goes wrong

    @Override
    public void serverInputClosed() {
        if (state != State.EXCHANGE) {
            return;
        }
        final ServerConnection closing = server;
        if (!closing.answers().closed() && state == State.EXCHANGE && server == closing) {
            failures.serverLost();
        }
    }

    @Override
    public void serverBroken(final Throwable cause) {
        if (state == State.EXCHANGE) {
            failures.serverLost();
        }
    }

    // ---- the client goes

    @Override
    public void clientInputClosed() {
        loss.inputClosed();
    }

    @Override
    public void clientBroken() {
        loss.broken();
    }

    @Override
    public void clientTimeUp() {
        loss.timeUp();
    }

    @Override
    public void cut() {
        loss.cut();
    }

    @Override
    public void closed() {
        if (client.away()) {
            seeker.forget();
        }
        serverLimit.end();
        seeker.end();
        answer.drop();
        request.drop();
        report.closed();
    }

    @Override
    public boolean isAt(final Server which) {
        return (state == State.SEEKING || state == State.EXCHANGE || state == State.TUNNEL) && record.server == which;
    }

    @Override
    public SessionView view() {
        final ServerConnection with = server;
        return SessionView.of(client, backend, with == null ? record.server : with.server(), state.name());
    }

    @Override
    public SeatRequest request() {
        return SeatRequest.of(client.channel().id().asShortText(), record.requestLine, client.address());
    }

    @Override
    public String toString() {
        return request().toString();
    }
}
