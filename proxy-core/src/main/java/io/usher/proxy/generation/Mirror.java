package io.usher.proxy.generation;

/** The active successor's values set at runtime, kept in its predecessor for a roll-back. Thread: {@code generation}. */
final class Mirror {
    private final Parts parts;
    private boolean applies;

    Mirror(final Parts parts) {
        this.parts = parts;
    }

    /** Applies a value. It is not sent back: of two that cross, the successor's order decides. */
    void apply(final String value, final int successor) {
        applies = true;
        try {
            parts.serving().importState(value);
        } catch (final IllegalArgumentException e) {
            parts.log().warning("a value set at runtime in generation " + successor + " is lost here: " + e.getMessage());
        } finally {
            applies = false;
        }
    }

    /** {@return whether a value is being applied} */
    boolean applies() {
        return applies;
    }
}
