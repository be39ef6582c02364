package io.usher.proxy.balance;

import io.usher.proxy.live.Server;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code balance static-rr}: servers in turn, each as often as its weight says, in a fixed order that is laid out anew when
 * the set of usable servers changes. A turn costs the scan of one bit per full server.
 */
final class StaticRoundRobin implements Turns {

    private final Map<Server, Place> places = new IdentityHashMap<>();
    private final BitSet free = new BitSet();
    private Place[] slots = {};
    private boolean laidOut;
    private int at;

    @Override
    public void start(final List<Server> usable) {
        usable.forEach(this::add);
    }

    @Override
    public Server next(final Server avoid) {
        layOut();
        final int first = nextFree(at);
        if (first < 0) {
            return null;
        }
        int slot = first;
        while (slots[slot].server == avoid) {
            slot = nextFree(slot + 1);
            if (slot == first) {
                break;
            }
        }
        at = slot + 1;
        return slots[slot].server;
    }

    private int nextFree(final int from) {
        final int found = free.nextSetBit(from);
        return found >= 0 ? found : free.nextSetBit(0);
    }

    /** Spreads each server's slots evenly over the round; the first declared comes first among equals. */
    private void layOut() {
        if (laidOut) {
            return;
        }
        laidOut = true;
        final int divisor = places.values().stream().mapToInt(place -> place.server.weight()).reduce(0, StaticRoundRobin::gcd);
        final List<double[]> times = new ArrayList<>();
        final List<Place> ordered = new ArrayList<>(places.values());
        ordered.sort(Comparator.comparingInt(place -> place.server.line().id()));
        for (int i = 0; i < ordered.size(); i++) {
            final int turns = ordered.get(i).server.weight() / divisor;
            ordered.get(i).slots = new int[turns];
            for (int turn = 0; turn < turns; turn++) {
                times.add(new double[] {(double) turn / turns, i, turn});
            }
        }
        times.sort(Comparator.<double[]>comparingDouble(t -> t[0]).thenComparingDouble(t -> t[1]));
        slots = new Place[times.size()];
        free.clear();
        for (int slot = 0; slot < slots.length; slot++) {
            final double[] time = times.get(slot);
            slots[slot] = ordered.get((int) time[1]);
            slots[slot].slots[(int) time[2]] = slot;
            free.set(slot, !slots[slot].full);
        }
        at = at < slots.length ? at : 0;
    }

    private static int gcd(final int a, final int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    @Override
    public void add(final Server server) {
        places.put(server, new Place(server));
        laidOut = false;
    }

    @Override
    public void remove(final Server server) {
        places.remove(server);
        laidOut = false;
    }

    @Override
    public void weightChanged(final Server server) {
        laidOut = false;
    }

    @Override
    public void loadChanged(final Server server) {
        // The order does not depend on load.
    }

    @Override
    public void full(final Server server) {
        mark(server, true);
    }

    @Override
    public void free(final Server server) {
        mark(server, false);
    }

    private void mark(final Server server, final boolean full) {
        final Place place = places.get(server);
        place.full = full;
        if (laidOut) {
            for (final int slot : place.slots) {
                free.set(slot, !full);
            }
        }
    }

    /** A usable server and its slots. */
    private static final class Place {
        private final Server server;
        private int[] slots = {};
        private boolean full;

        Place(final Server server) {
            this.server = server;
        }
    }
}
