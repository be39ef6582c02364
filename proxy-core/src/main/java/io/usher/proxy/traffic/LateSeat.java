package io.usher.proxy.traffic;

import io.usher.proxy.seat.Take;

/** A seat that was granted to a request which does not want it any more. */
final class LateSeat {

    private LateSeat() {
    }

    /** Gives it back; an idle connection that came with it is parked again, on its own loop. */
    static void giveBack(final TrafficEngine engine, final Take late) {
        final ServerConnection idle = (ServerConnection) late.connection();
        if (idle == null) {
            engine.freeUnused(late);
            return;
        }
        idle.home().loop().execute(() -> {
            if (idle.attach(null)) {
                idle.park();
            } else {
                final Take rest = idle.claim();
                if (rest != null) {
                    engine.freeUnused(rest);
                }
            }
        });
    }
}
