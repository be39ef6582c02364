package io.usher.proxy.balance;

import io.usher.proxy.live.Server;

/** {@code balance first}: the first declared server that has a seat. */
final class First extends OrderedTurns {

    @Override
    long rank(final Server server) {
        return server.line().id();
    }

    @Override
    boolean rotates() {
        return false;
    }
}
