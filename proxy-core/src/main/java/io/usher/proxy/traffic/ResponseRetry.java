package io.usher.proxy.traffic;

import io.usher.proxy.config.RetryOn;
import io.usher.proxy.live.Backend;
import io.usher.proxy.seat.HoldReason;

/**
 * {@code retry-on}: sends a request once more after a server has failed it (HAProxy configuration manual, 4.2). Only where the
 * whole request is at hand ({@link RequestRelay#keep}) and the client has seen nothing of an answer; at once, to the same server
 * or elsewhere as {@code option redispatch} says.
 *
 * <p>A seat whose server may still be at work stays behind on hold, by its own rules: the retry takes another one, or waits in
 * the queue with the request's first arrival time. Only where the server itself has closed does the request keep its seat for
 * a new connection.
 */
final class ResponseRetry {

    private final HttpStream stream;
    private final RequestRelay request;
    private boolean forbidden;

    ResponseRetry(final HttpStream stream) {
        this.stream = stream;
        request = stream.request;
    }

    /** A new request. */
    void begin() {
        forbidden = false;
    }

    /** {@code http-request disable-l7-retry}. */
    void forbid() {
        forbidden = true;
    }

    /** Whether that rule applied, for the successor of this process. */
    boolean forbidden() {
        return forbidden;
    }

    /** Its backend is known: keeps a copy of the request if that may need it. */
    void backend(final Backend backend) {
        final int room = stream.limits().headBytes() - stream.requestHead().length();
        request.keep(!forbidden && backend.section().retries() > 0 && backend.section().retryOn().afterSending() ? room : -1);
    }

    /** The server closed before its answer's head was complete. Whatever came of that head, HAProxy calls it empty. */
    boolean afterClose(final ServerConnection lost) {
        // The manual has half a head among the junk.
        final boolean junk = lost.answers().begun() && on(RetryOn.Event.JUNK_RESPONSE);
        if (!possible() || !junk && !on(RetryOn.Event.EMPTY_RESPONSE)) {
            return false;
        }
        lost.server().trafficFailed(stream.shelf.now());
        seekAgain();
        stream.seeker.retry(lost.takeOver()); // Null where nothing came from its host: it takes another, as below.
        return true;
    }

    /** The server sent something that is no HTTP. */
    boolean afterJunk() {
        return possible() && on(RetryOn.Event.JUNK_RESPONSE) && leaveBehind(HoldReason.BAD_ANSWER);
    }

    /** {@code timeout server} passed before the answer's head was complete. */
    boolean afterTimeout() {
        return possible() && on(RetryOn.Event.RESPONSE_TIMEOUT) && leaveBehind(HoldReason.SERVER_TIMEOUT);
    }

    /** The head of an answer has come. If this returns true, the rest of that answer is read and discarded. */
    boolean afterStatus(final int status) {
        return possible() && stream.backend.section().retryOn().on(status) && leaveBehind(HoldReason.ANSWER_REFUSED);
    }

    private boolean on(final RetryOn.Event event) {
        return stream.backend.section().retryOn().on(event);
    }

    private boolean possible() {
        return request.repeatable() && !stream.answer.begun() && stream.seeker.mayRetry();
    }

    /** As HAProxy, never tries again on the connection that failed: idle, it might be closed the moment it is used once more. */
    private boolean leaveBehind(final HoldReason why) {
        final ServerConnection left = stream.server;
        seekAgain();
        Abandonment.begin(stream.engine, left, why, true, true);
        stream.seeker.retry(null);
        return true;
    }

    private void seekAgain() {
        stream.serverLimit.clear();
        stream.times.notConnected();
        stream.server = null;
        stream.state = HttpStream.State.SEEKING;
        request.rewind();
    }
}
