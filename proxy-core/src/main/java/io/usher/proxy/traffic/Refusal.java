package io.usher.proxy.traffic;

/** Why a stream got no server connection, with what HAProxy answers and logs for it (configuration manual, 8.5). */
enum Refusal {
    /** No usable server. */
    NO_SERVER(503, 'S', 'C'),
    /** {@code maxqueue} reached, or a seat could not be had for reasons of the proxy's own. */
    QUEUE_FULL(503, 'S', 'Q'),
    /** {@code timeout queue}. */
    QUEUE_TIMEOUT(503, 's', 'Q'),
    /** {@code timeout connect}, on the last try. */
    CONNECT_TIMEOUT(503, 's', 'C'),
    /** Refused or unreachable, on the last try. */
    CONNECT_FAILED(503, 'S', 'C'),
    /** The seat could not be written to the journal. */
    NO_RESOURCE(503, 'R', 'C');

    private final int status;
    private final char cause;
    private final char phase;

    Refusal(final int status, final char cause, final char phase) {
        this.status = status;
        this.cause = cause;
        this.phase = phase;
    }

    /** The answer's status. */
    int status() {
        return status;
    }

    /** First letter of the termination state. */
    char cause() {
        return cause;
    }

    /** Second letter of the termination state. */
    char phase() {
        return phase;
    }
}
