package io.usher.proxy.traffic;

/**
 * What the loss of its client means to an {@link HttpStream}, by how far the request has come: the client closes, breaks off,
 * lets its time pass, or is cut. On the client's loop.
 */
final class ClientLoss {

    private final HttpStream stream;
    private final HttpFailures failures;

    ClientLoss(final HttpStream stream, final HttpFailures failures) {
        this.stream = stream;
        this.failures = failures;
    }

    /** The client sends nothing more. */
    void inputClosed() {
        switch (stream.state) {
            case IDLE:
            case HEAD:
                failures.goneBeforeRequest(true);
                break;
            case SEEKING:
            case EXCHANGE:
                if (!stream.request.complete() || stream.backend.section().options().abortonclose()) {
                    failures.clientGone(true);
                }
                break;
            case TUNNEL:
                stream.tunnel.clientInputClosed();
                break;
            default:
                break;
        }
    }

    /** The connection to the client is broken. */
    void broken() {
        switch (stream.state) {
            case IDLE:
            case HEAD:
                failures.goneBeforeRequest(false);
                break;
            case SEEKING:
            case EXCHANGE:
                failures.clientGone(false);
                break;
            case TUNNEL:
                stream.tunnel.clientBroken();
                break;
            default:
                failures.deliveryFailed();
                break;
        }
    }

    /** The client took too long to send or to read. */
    void timeUp() {
        switch (stream.state) {
            case IDLE:
            case HEAD:
                failures.lateRequest();
                break;
            case TUNNEL:
                stream.tunnel.clientTimeUp();
                break;
            default:
                failures.stalled();
                break;
        }
    }

    /** The session is ended by command or by the end of its generation. */
    void cut() {
        if (stream.client.away()) {
            return; // It may be the successor's already.
        }
        switch (stream.state) {
            case SEEKING:
            case EXCHANGE:
                failures.cut();
                break;
            case TUNNEL:
                stream.tunnel.cut();
                break;
            default:
                stream.client.close();
                break;
        }
    }
}
