package io.usher.proxy.balance;

import io.usher.proxy.live.Server;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * {@code balance roundrobin}: weighted round robin with HAProxy's fast algorithm (fwrr), so that the same servers come in the
 * same order, also while weights change. O(log n) a turn.
 *
 * <p>Time is counted in positions, one a turn. A round has as many positions as the weights sum up to; a server of weight w
 * comes every (sum / w)th position, the remainder carried along so that no turn is lost. Servers wait in one of three orders:
 * {@link #current} by the position of their next turn in this round; {@link #fresh}, heaviest first, those that had no turn in
 * this round yet; {@link #later}, heaviest first, those whose next turn lies beyond it. When current and fresh are used up,
 * later becomes fresh and a new round begins, with the weights as they are by then.
 *
 * <p>A full server stands aside with its position. It loses the turns it misses, and comes back at once when it can.
 */
final class RoundRobin implements Turns {

    /** HAProxy's BE_WEIGHT_SCALE: weights are computed in sixteenths. */
    private static final int SCALE = 16;
    private static final int MAX_WEIGHT = 256 * SCALE;
    private static final int KEYS_PER_POSITION = 256;

    private final Map<Server, Entry> entries = new IdentityHashMap<>();
    /** Servers that were usable once: HAProxy remembers their last turn and remainder. */
    private final Map<Server, Entry> gone = new IdentityHashMap<>();
    private final TreeSet<Entry> current = new TreeSet<>(Entry.ORDER);
    private TreeSet<Entry> fresh = new TreeSet<>(Entry.ORDER);
    private TreeSet<Entry> later = new TreeSet<>(Entry.ORDER);
    private int position;
    /** Sum of weights in this round. */
    private int roundWeight;
    /** Sum of weights now, which counts from the next round on. */
    private int weight;
    private int aside;
    private long insertions;
    private long rounds;

    @Override
    public void start(final List<Server> usable) {
        for (final Server server : usable) {
            final Entry entry = new Entry(server);
            entries.put(server, entry);
            weight += entry.weight;
            insertByWeight(fresh, entry);
        }
        roundWeight = weight;
        position = weight;
    }

    @Override
    public Server next(final Server avoid) {
        if (aside == entries.size()) {
            return null;
        }
        Entry avoided = null;
        boolean turned = false;
        while (true) {
            if (roundWeight == 0) {
                roundWeight = weight;
                position = weight;
            }
            Entry entry = first();
            if (entry == null) {
                if (turned) {
                    entry = avoided;
                    avoided = null;
                } else {
                    turned = true;
                    turn();
                    continue;
                }
            } else {
                advance(entry);
                take(entry);
                position++;
                if (entry.server == avoid && avoided == null) {
                    avoided = entry;
                    continue;
                }
            }
            insertByPosition(entry);
            putBack(avoided, turned);
            return entry.server;
        }
    }

    /** The avoided server gets its expected place back; if the round is over only its weight matters. */
    private void putBack(final Entry avoided, final boolean turned) {
        if (avoided != null && turned) {
            insertByWeight(fresh, avoided);
        } else if (avoided != null) {
            insertByPosition(avoided);
        }
    }

    /** Who is due: the earliest of this round if its position has come, else one that had no turn yet, else the earliest. */
    private Entry first() {
        final Entry earliest = current.isEmpty() ? null : current.first();
        if (earliest != null && earliest.next <= position) {
            return earliest;
        }
        if (!fresh.isEmpty()) {
            final Entry untouched = fresh.first();
            untouched.next = 0;
            untouched.remainder = 0;
            return untouched;
        }
        return earliest;
    }

    private void advance(final Entry entry) {
        if (entry.next == 0) {
            entry.next = position;
        }
        entry.last = entry.next;
        entry.next += weight / entry.weight;
        entry.remainder += weight % entry.weight;
        if (entry.remainder >= entry.weight) {
            entry.remainder -= entry.weight;
            entry.next++;
        }
    }

    private void turn() {
        final TreeSet<Entry> empty = fresh;
        fresh = later;
        later = empty;
        roundWeight = weight;
        position = weight;
        rounds++;
    }

    @Override
    public void add(final Server server) {
        final Entry known = gone.remove(server);
        final Entry entry = known == null ? new Entry(server) : known;
        entries.put(server, entry);
        entry.weight = server.weight() * SCALE;
        weight += entry.weight;
        entry.next = position + (weight + roundWeight - position) / entry.weight;
        insertByPosition(entry);
    }

    @Override
    public void remove(final Server server) {
        final Entry entry = entries.remove(server);
        weight -= entry.weight;
        gone.put(server, entry);
        if (entry.aside) {
            entry.aside = false;
            aside--;
        } else {
            take(entry);
        }
    }

    @Override
    public void forget(final Server server) {
        gone.remove(server);
    }

    @Override
    public void weightChanged(final Server server) {
        final Entry entry = entries.get(server);
        final int old = entry.weight;
        entry.weight = server.weight() * SCALE;
        weight += entry.weight - old;
        if (entry.aside) {
            return;
        }
        if (entry.tree == fresh) {
            take(entry);
            insertByWeight(fresh, entry);
            return;
        }
        if (entry.tree == later) {
            entry.next += roundWeight;
        }
        final int before = entry.next;
        final int step = weight / entry.weight;
        entry.next = Math.min(entry.last + step, before);
        entry.remainder = 0;
        if (entry.next < position + 2) {
            entry.next = position + step;
        }
        take(entry);
        insertByPosition(entry);
    }

    @Override
    public void loadChanged(final Server server) {
        // The order does not depend on load.
    }

    @Override
    public void full(final Server server) {
        final Entry entry = entries.get(server);
        entry.asideFrom = entry.tree == fresh ? Origin.FRESH : entry.tree == later ? Origin.LATER : Origin.CURRENT;
        entry.asideInRound = rounds;
        entry.aside = true;
        aside++;
        take(entry);
    }

    @Override
    public void free(final Server server) {
        final Entry entry = entries.get(server);
        entry.aside = false;
        aside--;
        if (entry.asideInRound != rounds || entry.asideFrom == Origin.FRESH) {
            insertByWeight(fresh, entry);
        } else if (entry.asideFrom == Origin.LATER) {
            insertByWeight(later, entry);
        } else {
            entry.next = Math.max(entry.next, position);
            insertByPosition(entry);
        }
    }

    private void insertByPosition(final Entry entry) {
        if (entry.next >= 2 * roundWeight || entry.next >= roundWeight + weight) {
            entry.next -= roundWeight;
            insertByWeight(later, entry);
        } else {
            insert(current, entry, (long) KEYS_PER_POSITION * entry.next
                + (MAX_WEIGHT + entry.remainder - entry.weight) / SCALE);
        }
    }

    private void insertByWeight(final TreeSet<Entry> tree, final Entry entry) {
        insert(tree, entry, MAX_WEIGHT - entry.weight);
    }

    private void insert(final TreeSet<Entry> tree, final Entry entry, final long key) {
        entry.key = key;
        entry.insertion = ++insertions;
        entry.tree = tree;
        tree.add(entry);
    }

    private void take(final Entry entry) {
        entry.tree.remove(entry);
        entry.tree = null;
    }

    /** Which order a server stood in when it went aside. */
    private enum Origin { FRESH, CURRENT, LATER }

    /** One usable server. */
    private static final class Entry {
        /** By key; among equals the first inserted comes first. */
        private static final Comparator<Entry> ORDER =
            Comparator.<Entry>comparingLong(e -> e.key).thenComparingLong(e -> e.insertion);

        private final Server server;
        private int weight;
        /** Position of the last turn. */
        private int last;
        /** Position of the next turn; less the round's weight while in {@link #later}. */
        private int next;
        private int remainder;
        private long key;
        private long insertion;
        private TreeSet<Entry> tree;
        private boolean aside;
        private Origin asideFrom;
        private long asideInRound;

        Entry(final Server server) {
            this.server = server;
            weight = server.weight() * SCALE;
        }
    }
}
