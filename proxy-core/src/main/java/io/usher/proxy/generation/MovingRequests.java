package io.usher.proxy.generation;

/** What the answers to MOVE mean to the ledger. Thread: {@code generation}. */
final class MovingRequests implements ClientMoves.Requests {
    private final Parts parts;

    MovingRequests(final Parts parts) {
        this.parts = parts;
    }

    @Override
    public void moved(final long request) {
        parts.locked(() -> parts.ledger().moveAcknowledged(request));
    }

    @Override
    public void stays(final long request) {
        parts.locked(() -> parts.ledger().moveRefused(request));
    }
}
