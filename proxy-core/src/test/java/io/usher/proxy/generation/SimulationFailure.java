package io.usher.proxy.generation;

/** The simulation found a broken promise. */
final class SimulationFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SimulationFailure(final String message) {
        super(message);
    }
}
