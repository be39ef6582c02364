package io.usher.proxy.balance;

import io.usher.proxy.live.Server;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * {@code balance random}: of two servers drawn by weight the one with fewer requests for its weight (HAProxy draws two as
 * well). Weights stand in a Fenwick tree, so that a draw and a change cost O(log n).
 */
final class RandomChoice implements Turns {

    private final RandomGenerator random;
    private final Map<Server, Integer> indexes = new IdentityHashMap<>();
    private final List<Server> servers = new ArrayList<>();
    private final List<Integer> vacant = new ArrayList<>();
    private int[] weights = new int[16];
    /** Fenwick tree over {@link #weights}, from 1. */
    private long[] sums = new long[17];
    private long total;

    RandomChoice(final RandomGenerator random) {
        this.random = random;
    }

    @Override
    public void start(final List<Server> usable) {
        usable.forEach(this::add);
    }

    @Override
    public Server next(final Server avoid) {
        final Integer avoided = avoid == null ? null : indexes.get(avoid);
        final int avoidedWeight = avoided == null ? 0 : weights[avoided];
        if (total == 0) {
            return null;
        }
        if (avoidedWeight == 0 || avoidedWeight == total) {
            return draw();
        }
        set(avoided, 0);
        final Server chosen = draw();
        set(avoided, avoidedWeight);
        return chosen;
    }

    private Server draw() {
        final Server one = servers.get(indexAt(random.nextLong(total)));
        final Server other = servers.get(indexAt(random.nextLong(total)));
        return (long) one.inWork() * other.weight() <= (long) other.inWork() * one.weight() ? one : other;
    }

    /** The server whose share of the weights holds that point, 0 to total - 1. */
    private int indexAt(final long point) {
        long rest = point;
        int at = 0;
        for (int step = weights.length; step > 0; step >>= 1) {
            if (at + step <= weights.length && sums[at + step] <= rest) {
                at += step;
                rest -= sums[at];
            }
        }
        return at;
    }

    private void set(final int index, final int weight) {
        final long difference = (long) weight - weights[index];
        weights[index] = weight;
        total += difference;
        for (int i = index + 1; i <= weights.length; i += i & -i) {
            sums[i] += difference;
        }
    }

    @Override
    public void add(final Server server) {
        final int index;
        if (vacant.isEmpty()) {
            index = servers.size();
            servers.add(server);
            grow();
        } else {
            index = vacant.remove(vacant.size() - 1);
            servers.set(index, server);
        }
        indexes.put(server, index);
        set(index, server.weight());
    }

    private void grow() {
        if (servers.size() <= weights.length) {
            return;
        }
        final int[] old = weights;
        weights = new int[old.length * 2];
        sums = new long[weights.length + 1];
        total = 0;
        for (int i = 0; i < old.length; i++) {
            set(i, old[i]);
        }
    }

    @Override
    public void remove(final Server server) {
        final int index = indexes.remove(server);
        set(index, 0);
        servers.set(index, null);
        vacant.add(index);
    }

    @Override
    public void weightChanged(final Server server) {
        final int index = indexes.get(server);
        if (weights[index] > 0) {
            set(index, server.weight());
        }
    }

    @Override
    public void loadChanged(final Server server) {
        // Load is read when servers are compared.
    }

    @Override
    public void full(final Server server) {
        set(indexes.get(server), 0);
    }

    @Override
    public void free(final Server server) {
        set(indexes.get(server), server.weight());
    }
}
