package io.usher.proxy.balance;

import io.usher.proxy.live.Server;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Servers that are not full in the order of a rank; the first one is next. O(log n) a turn. */
abstract class OrderedTurns implements Turns {

    private final Map<Server, Entry> entries = new IdentityHashMap<>();
    private final TreeSet<Entry> order =
        new TreeSet<>(Comparator.<Entry>comparingLong(e -> e.rank).thenComparingLong(e -> e.insertion));
    private long insertions;

    /** The lower, the earlier; equals come in the order in which they got that rank. */
    abstract long rank(Server server);

    /** Whether a turn sends the chosen one behind its equals. */
    abstract boolean rotates();

    @Override
    public final void start(final List<Server> usable) {
        usable.forEach(this::add);
    }

    @Override
    public final Server next(final Server avoid) {
        final Iterator<Entry> i = order.iterator();
        if (!i.hasNext()) {
            return null;
        }
        Entry chosen = i.next();
        if (chosen.server == avoid && i.hasNext()) {
            chosen = i.next();
        }
        if (rotates()) {
            place(chosen);
        }
        return chosen.server;
    }

    @Override
    public final void add(final Server server) {
        final Entry entry = new Entry(server);
        entries.put(server, entry);
        place(entry);
    }

    @Override
    public final void remove(final Server server) {
        order.remove(entries.remove(server));
    }

    @Override
    public final void weightChanged(final Server server) {
        loadChanged(server);
    }

    @Override
    public final void loadChanged(final Server server) {
        final Entry entry = entries.get(server);
        if (!entry.full && entry.rank != rank(server)) {
            place(entry);
        }
    }

    @Override
    public final void full(final Server server) {
        final Entry entry = entries.get(server);
        entry.full = true;
        order.remove(entry);
    }

    @Override
    public final void free(final Server server) {
        final Entry entry = entries.get(server);
        entry.full = false;
        place(entry);
    }

    private void place(final Entry entry) {
        order.remove(entry);
        entry.rank = rank(entry.server);
        entry.insertion = ++insertions;
        order.add(entry);
    }

    /** One usable server. */
    private static final class Entry {
        private final Server server;
        private long rank;
        private long insertion;
        private boolean full;

        Entry(final Server server) {
            this.server = server;
        }
    }
}
