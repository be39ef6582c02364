package io.usher.proxy.balance;

import io.usher.proxy.live.Server;

/** {@code balance leastconn}: the server with the fewest requests for its weight, in turn among equals. */
final class LeastConnections extends OrderedTurns {

    /** Finer than any two loads that differ: weights go up to 256. */
    private static final long UNIT = 256 * 256;

    @Override
    long rank(final Server server) {
        final long load = (long) server.inWork() + server.queue().length();
        return load == 0 ? 0 : (load + 1) * UNIT / server.weight();
    }

    @Override
    boolean rotates() {
        return true;
    }
}
