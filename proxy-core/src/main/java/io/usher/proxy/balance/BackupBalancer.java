package io.usher.proxy.balance;

import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Balancer;
import io.usher.proxy.live.Server;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part all algorithms share: full servers stand aside until a seat comes free, and while no active server is usable the
 * first usable backup takes all (HAProxy without {@code option allbackups}). Instance lock held.
 */
final class BackupBalancer implements Balancer {

    private final Backend backend;
    private final Turns turns;
    private final Map<Server, Known> known = new IdentityHashMap<>();

    BackupBalancer(final Backend backend, final Turns turns) {
        this.backend = backend;
        this.turns = turns;
        final List<Server> usable = backend.servers().stream().filter(s -> !s.line().backup() && s.usable()).toList();
        usable.forEach(server -> known.put(server, new Known(server.weight())));
        turns.start(usable);
        usable.forEach(this::availabilityChanged);
    }

    @Override
    public Server next(final Server avoid) {
        if (backend.activeServers() > 0) {
            return turns.next(avoid);
        }
        final Server backup = backend.firstBackup();
        return backup != null && backup.seats().available(backup) ? backup : null;
    }

    @Override
    public void changed(final Server server) {
        if (server.line().backup()) {
            return;
        }
        final Known was = known.get(server);
        if (!server.usable()) {
            if (was != null) {
                known.remove(server);
                turns.remove(server);
            }
        } else if (was == null) {
            final Known now = new Known(server.weight());
            known.put(server, now);
            turns.add(server);
            availabilityChanged(server);
        } else if (was.weight != server.weight()) {
            was.weight = server.weight();
            turns.weightChanged(server);
        }
    }

    @Override
    public void removed(final Server server) {
        turns.forget(server);
    }

    @Override
    public void taken(final Server server) {
        if (known.containsKey(server)) {
            turns.loadChanged(server);
        }
    }

    @Override
    public void released(final Server server) {
        taken(server);
    }

    @Override
    public void availabilityChanged(final Server server) {
        final Known state = known.get(server);
        if (state == null) {
            return;
        }
        final boolean full = !server.seats().available(server);
        if (full != state.full) {
            state.full = full;
            if (full) {
                turns.full(server);
            } else {
                turns.free(server);
            }
        }
    }

    /** What the turns were last told of a server. */
    private static final class Known {
        private int weight;
        private boolean full;

        Known(final int weight) {
            this.weight = weight;
        }
    }
}
