package io.usher.proxy.seat;

/** The simulation found a broken promise. */
final class SimViolation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SimViolation(final String message) {
        super(message);
    }
}
