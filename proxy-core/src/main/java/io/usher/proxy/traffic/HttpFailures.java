package io.usher.proxy.traffic;

import io.netty.buffer.ByteBuf;
import io.usher.proxy.http.ConnectionOption;
import io.usher.proxy.http.ErrorAnswers;
import io.usher.proxy.http.HttpError;
import io.usher.proxy.http.HttpMethod;
import io.usher.proxy.http.HttpVersion;
import io.usher.proxy.http.RequestParser;
import io.usher.proxy.seat.HoldReason;

/**
 * Every end of an HTTP request but a good one: refusals, broken answers, time limits, clients that leave. Each has one
 * answer, one line in the log, and one thing that becomes of the server's connection. The other half of {@link HttpStream}.
 */
final class HttpFailures {

    static final int BAD_REQUEST = 400;
    static final int REQUEST_TIMEOUT = 408;
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;

    private final HttpStream stream;
    private final ClientConnection client;
    private final TrafficEngine engine;
    private final Shelf shelf;
    private final RequestParser parser;
    private final RequestRelay request;
    private final AnswerRelay answer;
    private final SeatSeeker seeker;
    private final HttpTimes times;
    private final StreamRecord record;
    private final StreamReport report;
    private final Deadline serverLimit;

    HttpFailures(final HttpStream stream) {
        this.stream = stream;
        client = stream.client;
        engine = stream.engine;
        shelf = stream.shelf;
        parser = stream.parser;
        request = stream.request;
        answer = stream.answer;
        seeker = stream.seeker;
        times = stream.times;
        record = stream.record;
        report = stream.report;
        serverLimit = stream.serverLimit;
    }

    void badRequest(final HttpError error) {
        report.begin(null);
        record.fault = error.text();
        report.requestFailed();
        refuseUnread(error.status(), 'P');
    }

    /** Answers a request that could not be read. HAProxy counts no bytes for it, and so do we. */
    void refuseUnread(final int status, final char cause) {
        stream.state = HttpStream.State.CLOSING;
        stream.clientKept = false;
        client.noLimit();
        record.status = status;
        client.write(ErrorAnswers.of(status));
        report.answered();
        report.end(cause, 'R', times, seeker);
        client.closeAfterAnswer();
    }

    void badAnswer(final HttpError error) {
        report.answerFailed();
        if (stream.retry.afterJunk()) {
            return;
        }
        record.fault = error.text();
        giveUp(HoldReason.BAD_ANSWER, true);
        fail(BAD_GATEWAY, answer.headSent() ? 'S' : 'P');
    }

    /** The server closed before its answer was complete. Its seat is free, or goes to a fresh connection. */
    void serverLost() {
        serverLimit.clear();
        final ServerConnection lost = stream.server;
        if (!stream.reused && !lost.answers().begun() && !lost.outputClosed() && !lost.silent()) {
            lost.server().contested(stream.toString(), lost.take().seats().address());
        }
        if (stream.reused && !lost.silent() && !lost.answers().begun() && !request.bodyBegun()
                && stream.requestHead().method().idempotent()) {
            // It had most likely closed the idle connection before it saw the request: a fresh one is as good. Where it
            // might have acted on the request, only those may be sent again that can (RFC 9110, 9.2.2).
            stream.server = null;
            stream.state = HttpStream.State.SEEKING;
            seeker.again(lost.takeOver());
            return;
        }
        if (stream.retry.afterClose(lost)) {
            return;
        }
        stream.server = null;
        lost.server().trafficFailed(shelf.now());
        lost.close();
        if (answer.headSent()) {
            report.serverAborted();
        } else {
            report.answerFailed();
        }
        fail(BAD_GATEWAY, 'S');
    }

    void serverTimeUp() {
        if (stream.state != HttpStream.State.EXCHANGE) {
            return;
        }
        if (stream.retry.afterTimeout()) {
            return;
        }
        report.serverTimedOut(answer.headSent());
        giveUp(HoldReason.SERVER_TIMEOUT, true);
        fail(GATEWAY_TIMEOUT, 's');
    }

    /** An operator or a hard stop cuts the session: as HAProxy, no answer before a server had the request, else a 502. */
    void cut() {
        final boolean seeking = stream.state == HttpStream.State.SEEKING;
        final char phase = seeker.queued() ? '-' : 'C';
        giveUp(HoldReason.SESSION_CUT, true);
        answer.drop();
        if (seeking) {
            if (phase == '-') {
                times.assigned(shelf.now());
            }
            stream.state = HttpStream.State.CLOSING;
            report.end('K', phase, times, seeker);
            client.close();
        } else {
            stream.clientKept &= !engine.stopping();
            fail(BAD_GATEWAY, 'K');
        }
    }

    /** {@code tcp-request content reject}: closes without an answer; the log shows a request nobody looked at. */
    void reject() {
        report.rejected();
        times.headUnread();
        record.requestLine = StreamRecord.BAD_REQUEST;
        report.end('P', 'R', times, seeker);
        stream.state = HttpStream.State.CLOSING;
        client.close();
    }

    /** No rule names a backend, and there is no default. */
    void nowhere() {
        times.headUnread();
        refuse(Refusal.NO_SERVER.status(), 'S', 'C');
    }

    /** Ends with an error answer if the client has had none, else by closing. */
    void fail(final int status, final char cause) {
        if (answer.headSent()) {
            answer.flushHead();
            stream.state = HttpStream.State.CLOSING;
            stream.clientKept = false;
            report.answered();
            report.end(cause, 'D', times, seeker);
            client.closeAfterAnswer();
        } else {
            refuse(status, cause, 'H');
        }
    }

    /** Answers a request that was read with an error; the client's connection stays open where HAProxy leaves it open. */
    void refuse(final int status, final char cause, final char phase) {
        stream.state = HttpStream.State.CLOSING;
        client.noLimit();
        stream.clientKept &= request.complete() && status != BAD_REQUEST && status != REQUEST_TIMEOUT;
        final ConnectionOption option = ConnectionOption.toClient(HttpVersion.HTTP_1_1, stream.requestHead().version(),
            stream.clientKept());
        final ByteBuf bytes = stream.requestHead().method() == HttpMethod.HEAD ? ErrorAnswers.headOnly(status, option)
            : ErrorAnswers.of(status, option);
        record.status = status;
        report.sent(Weight.ofError(status, bytes.readableBytes(), option));
        client.write(bytes);
        report.answered();
        report.end(cause, phase, times, seeker);
        client.flush(stream::delivered);
    }

    /** Lets go of the server in the middle of its work: the seat is on hold until the server is done. */
    void giveUp(final HoldReason why, final boolean halfClose) {
        serverLimit.clear();
        seeker.abort();
        final ServerConnection left = stream.server;
        stream.server = null;
        if (left != null) {
            Abandonment.begin(engine, left, why, halfClose || !request.complete(), true);
        }
    }

    /** The answer was complete but could not be delivered. */
    void deliveryFailed() {
        if (report.open()) {
            report.clientAborted();
            report.answered();
            report.end('C', 'D', times, seeker);
        }
    }

    void clientGone(final boolean orderly) {
        final char phase = stream.state == HttpStream.State.SEEKING ? seeker.queued() ? 'Q' : 'C' : 'D';
        final boolean answerIt = orderly && phase == 'D' && request.complete() && !answer.headSent();
        report.clientAborted();
        if (phase == 'Q') {
            times.assigned(shelf.now());
        }
        giveUp(HoldReason.CLIENT_GONE, stream.backend.section().options().abortonclose());
        answer.drop();
        if (answerIt) {
            refuse(BAD_REQUEST, 'C', 'H');
            return;
        }
        stream.state = HttpStream.State.CLOSING;
        report.answered();
        report.end('C', phase, times, seeker);
        client.close();
    }

    /** Closed between requests, or with half a head: silent if not a byte of a further request was read. */
    void goneBeforeRequest(final boolean reachable) {
        if (!stream.first && !parser.started()) {
            stream.state = HttpStream.State.CLOSING;
            client.close();
            return;
        }
        report.begin(null);
        report.requestFailed();
        if (reachable && !silent()) {
            refuseUnread(BAD_REQUEST, 'C');
            return;
        }
        stream.state = HttpStream.State.CLOSING;
        record.status = BAD_REQUEST;
        if (silent()) {
            report.discard();
        } else {
            report.end('C', 'R', times, seeker);
        }
        client.close();
    }

    /** {@code option dontlognull}: a connection without a byte leaves no line. */
    private boolean silent() {
        return !parser.started() && entranceSilent();
    }

    void lateRequest() {
        if (!stream.first && !parser.started()) {
            stream.state = HttpStream.State.CLOSING;
            client.close();
            return;
        }
        report.begin(null);
        report.requestFailed();
        refuseUnread(REQUEST_TIMEOUT, 'c');
    }

    private boolean entranceSilent() {
        return client.entrance().frontend().section().options().dontlognull();
    }

    void stalled() {
        if (client.pending() > 0 && client.progressing()) {
            client.limit(shelf.now(), client.limits().client());
            return;
        }
        if (stream.state == HttpStream.State.CLOSING) {
            if (report.open()) {
                report.end('c', 'D', times, seeker);
            }
            client.close();
            return;
        }
        report.clientAborted();
        final boolean had = answer.headSent();
        giveUp(HoldReason.CLIENT_GONE, false);
        if (had) {
            answer.drop();
            stream.state = HttpStream.State.CLOSING;
            report.answered();
            report.end('c', 'D', times, seeker);
            client.close();
        } else {
            refuse(REQUEST_TIMEOUT, 'c', stream.state == HttpStream.State.SEEKING ? 'Q' : 'D');
        }
    }
}
