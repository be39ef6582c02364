package io.usher.proxy.live;

import io.usher.proxy.config.LogTarget.Severity;
import io.usher.proxy.seat.Ledger;
import io.usher.proxy.seat.Want;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which servers of a backend take its requests: all usable active ones; if there is none, the first usable backup alone
 * (HAProxy without {@code option allbackups}). Tells the ledger whose seats the backend's queue may get, and the balancer.
 * Instance lock held.
 */
final class Rotation {

    private final Backend backend;
    private final Map<Server, Place> places = new IdentityHashMap<>();
    private int active;
    private int backup;
    private long weight;
    private Server firstBackup;

    Rotation(final Backend backend) {
        this.backend = backend;
    }

    int active() {
        return active;
    }

    int backup() {
        return backup;
    }

    Server firstBackup() {
        return firstBackup;
    }

    /** The sum of the weights that take part now. */
    long weight() {
        return active > 0 ? weight : firstBackup != null ? firstBackup.weight() : 0;
    }

    /**
     * Brings counts, queues and balancer in line with the server's state.
     *
     * @return how many waiting requests this moved: handed out to the server, or moved from its own queue to the backend's
     */
    int refresh(final Server server) {
        final Place place = places.computeIfAbsent(server, s -> new Place());
        final boolean usable = server.usable();
        if (usable != place.usable) {
            place.usable = usable;
            count(server, usable ? 1 : -1);
        }
        if (!server.line().backup()) {
            weight += (usable ? server.weight() : 0) - place.weight;
            place.weight = usable ? server.weight() : 0;
        }
        backend.tellBalancer(server);
        serveOwn(server, place);
        final int before = backend.queue().length();
        serveBackend(server);
        if (firstBackup != null && firstBackup != server) {
            serveBackend(firstBackup);
        }
        final int handedOut = before - backend.queue().length();
        return server.reachable() && server.adminState() == AdminState.READY ? handedOut : redistribute(server);
    }

    /** A server has other seats: whoever its seats are for may have those, at once, and no longer the old ones. */
    void relocated(final Server server) {
        final Place place = places.get(server);
        final Ledger ledger = backend.instance().ledger();
        if (place.servesOwn) {
            ledger.serve(server.queue(), server, server.seats());
        }
        if (place.servesBackend) {
            ledger.serve(backend.queue(), server, server.seats());
        }
        backend.tellBalancer(server);
        backend.availabilityChanged(server);
    }

    /** A server that is in maintenance, and so takes part in nothing, is gone for good. */
    void forget(final Server server) {
        places.remove(server);
    }

    private void count(final Server server, final int step) {
        if (server.line().backup()) {
            backup += step;
            final Server old = firstBackup;
            firstBackup = backend.servers().stream()
                .filter(s -> s.line().backup() && s.usable() && places.containsKey(s)).findFirst().orElse(null);
            if (old != null && old != firstBackup) {
                serveBackend(old);
            }
        } else {
            active += step;
        }
    }

    private void serveOwn(final Server server, final Place place) {
        final Ledger ledger = backend.instance().ledger();
        final boolean now = server.reachable();
        if (now != place.servesOwn) {
            place.servesOwn = now;
            if (now) {
                ledger.serve(server.queue(), server, server.seats());
            } else {
                ledger.unserve(server.queue(), server);
            }
        }
    }

    private void serveBackend(final Server server) {
        final Place place = places.get(server);
        final boolean now = server.usable() && (!server.line().backup() || active == 0 && server == firstBackup);
        if (now != place.servesBackend) {
            place.servesBackend = now;
            if (now) {
                backend.instance().ledger().serve(backend.queue(), server, server.seats());
            } else {
                backend.instance().ledger().unserve(backend.queue(), server);
            }
        }
    }

    /** Requests that waited for this very server may have any other. Their place is by arrival, so none is overtaken. */
    private int redistribute(final Server server) {
        if (server.queue().length() == 0) {
            return 0;
        }
        final Ledger ledger = backend.instance().ledger();
        final List<Want> moved = ledger.drain(server.queue());
        moved.forEach(want -> ledger.enqueue(backend.queue(), want));
        return moved.size();
    }

    /** To be called after a server was lost: says so if it was the last. */
    void lostServers(final boolean hadServers) {
        if (hadServers && !backend.hasServers()) {
            backend.wentDown();
            backend.instance().say(Severity.EMERG, backend.section(), ServerTexts.noServer(backend));
        }
    }

    /** To be called after a server was found: ends the backend's downtime if it is the first. */
    void foundServers(final boolean hadServers) {
        if (!hadServers && backend.hasServers()) {
            backend.cameUp();
        }
    }

    /** What was last said of a server. */
    private static final class Place {
        private boolean usable;
        private boolean servesOwn;
        private boolean servesBackend;
        private int weight;
    }
}
