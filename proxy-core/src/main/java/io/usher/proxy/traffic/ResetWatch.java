package io.usher.proxy.traffic;

/**
 * Finds the RST of a client that has closed its side and whose request is in work: after the FIN nothing is read any more, and
 * epoll's report of the reset (EPOLLHUP) reaches no handler. So the kernel is asked, once a second: this state is rare. On the
 * client's loop.
 */
final class ResetWatch {

    private static final int EVERY_MILLIS = 1_000;

    private final ClientConnection client;
    private final Deadline next;

    ResetWatch(final ClientConnection client) {
        this.client = client;
        next = new Deadline(client.shelf().deadlines(), this::look);
    }

    /** Looks now, as a reset that came with the FIN shows at once, and from time to time until {@link #end}. */
    void look() {
        // Off its loop it may be the successor's already, which looks for itself.
        if (!client.away() && KernelState.isReset(client.channel())) {
            client.broken();
        } else {
            next.in(client.shelf().now(), EVERY_MILLIS);
        }
    }

    /** Looks no more. */
    void end() {
        next.end();
    }
}
