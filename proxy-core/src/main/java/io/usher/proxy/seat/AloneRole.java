package io.usher.proxy.seat;

/** A predecessor whose successor lives but cannot be reached: it ends what is in work, and can get no seat any more. */
final class AloneRole extends Role {

    AloneRole(final Books books, final Turns turns) {
        super(books, turns);
    }

    @Override
    String name() {
        return "finishing alone";
    }

    void start() {
        FinishingRole.closeIdle(books);
        FinishingRole.failChecks(books);
        for (final Want w : FinishingRole.requestsInOrder(books)) {
            books.dequeue(w, Want.State.FAILED);
            w.fail(WantFailure.SUCCESSOR_LOST);
        }
    }

    @Override
    void arrived(final WaitQueue q, final Want w) {
        w.fail(w.isRequest() ? WantFailure.SUCCESSOR_LOST : WantFailure.CHECKS_HANDED_OVER);
    }

    /** The successor counts the seat until this process has ended, and then reads the journal. */
    @Override
    void freed(final Take t) {
    }

    @Override
    boolean idle(final Take t) {
        return false;
    }
}
