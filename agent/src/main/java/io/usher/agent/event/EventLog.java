package io.usher.agent.event;

import io.usher.agent.store.Database;
import io.usher.agent.store.StoreUnavailable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All events of this agent. An event is stored before any subscriber is told of it, so that whoever has seen one can go on
 * after it, also with the next agent; while the database cannot be written, subscribers are told at once and what was not
 * stored waits, in memory, for the database to be back.
 */
public final class EventLog implements EventSink, EventService, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    /** Told but not stored yet, while the database cannot be written. */
    static final int MOST_UNSTORED = 10_000;
    private static final int ONE_INSERT = 500;
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final int MOST_SUBJECT = 1000;
    private static final int MOST_MESSAGE = 2000;
    private static final long MICROS = 1000;

    private final EventTable table;
    private final History history;
    private final Subscribers subscribers;
    private final InstantSource clock;
    private final EventThread thread;
    private final Deque<Event> published = new ArrayDeque<>(); // guarded by this: not yet seen by the thread
    private long lastId; // guarded by this
    private final Deque<Event> unstored = new ArrayDeque<>(); // the thread's
    private long lastTold; // the thread's
    private boolean failing; // the thread's: the last attempt to store failed, and another one is due
    private boolean uncertain; // the thread's: an insert failed, and may have been committed nevertheless
    private long lost; // the thread's: events that were never stored, since the last one that was

    /** @param keep how long stored events stay, see {@link io.usher.agent.store.Retention} */
    public EventLog(final Database database, final Duration keep, final InstantSource clock) {
        this(database, keep, clock, new OwnThread());
    }

    EventLog(final Database database, final Duration keep, final InstantSource clock, final EventThread thread) {
        this.table = new EventTable(database);
        this.clock = clock;
        this.thread = thread;
        this.history = new History(table, unstored, keep, clock);
        this.subscribers = new Subscribers(thread, history::next, clock);
        database.whenOpen(this::goOnAfterTheLast);
    }

    /** Ids grow also where the clock was set back since an earlier agent. */
    private void goOnAfterTheLast() {
        try {
            final long stored = table.lastId().orElse(0);
            synchronized (this) {
                lastId = Math.max(lastId, stored);
            }
            thread.execute(() -> lastTold = Math.max(lastTold, stored));
        } catch (final StoreUnavailable e) {
            LOG.warn("the last event's id is not known: {}", e.getMessage());
        }
    }

    @Override
    public void publish(final EventType type, final String subject, final String message, final Map<String, ?> detail) {
        final String json = EventJson.detail(detail);
        synchronized (this) {
            final Instant now = clock.instant();
            lastId = Math.max(lastId + 1, now.toEpochMilli() * MICROS);
            published.add(new Event(lastId, now, type, cut(subject, MOST_SUBJECT), cut(message, MOST_MESSAGE), json));
            if (published.size() > 1) {
                return; // the thread has been told of the one before
            }
        }
        thread.execute(this::deal);
    }

    private static String cut(final String text, final int most) {
        return text.length() > most ? text.substring(0, most) : text;
    }

    private void deal() {
        final List<Event> batch;
        synchronized (this) {
            batch = new ArrayList<>(published);
            published.clear();
        }
        unstored.addAll(batch);
        store();
        for (final Event event : batch) {
            subscribers.tell(event);
            lastTold = event.id();
        }
    }

    private void store() {
        if (failing) {
            dropWhatIsTooMuch();
            return;
        }
        try {
            if (uncertain) {
                skipWhatIsThere();
            }
            while (!unstored.isEmpty()) {
                final List<Event> some = unstored.stream().limit(ONE_INSERT).toList();
                uncertain = true;
                table.insert(some);
                uncertain = false;
                some.forEach(event -> unstored.removeFirst());
            }
            tellOfTheLost();
        } catch (final StoreUnavailable e) {
            LOG.debug("{} events are not stored yet: {}", unstored.size(), e.getMessage());
            failing = true;
            dropWhatIsTooMuch();
            thread.after(RETRY, () -> {
                failing = false;
                store();
            });
        }
    }

    /** A commit may have arrived although its answer did not. */
    private void skipWhatIsThere() {
        if (!unstored.isEmpty()) {
            final List<Long> there = table.idsFrom(unstored.peekFirst().id());
            unstored.removeIf(event -> there.contains(event.id()));
        }
        uncertain = false;
    }

    private void dropWhatIsTooMuch() {
        while (unstored.size() > MOST_UNSTORED) {
            unstored.removeFirst();
            lost++;
        }
    }

    private void tellOfTheLost() {
        if (lost > 0) {
            final long count = lost;
            lost = 0;
            publish(EventType.EVENTS_LOST, "events", count + " events were not stored while the database could not be written",
                    Map.of("count", count));
        }
    }

    @Override
    public EventPage page(final EventFilter filter, final OptionalLong after, final int limit) {
        return history.page(filter, after, limit);
    }

    @Override
    public void subscribe(final EventFilter filter, final OptionalLong after, final String who, final Outlet outlet) {
        thread.execute(() -> {
            final Subscribers.Subscriber subscriber = new Subscribers.Subscriber(filter, who, outlet);
            history.open(subscriber, after, lastTold);
            subscribers.add(subscriber);
        });
    }

    /** Whether anybody is subscribed. Any thread. */
    public boolean watched() {
        return subscribers.count() > 0;
    }

    /** The newest stored event of a type for each of its subjects; empty if the database does not answer. */
    public Optional<List<Event>> latestOf(final EventType type) {
        try {
            return Optional.of(table.latestOf(type));
        } catch (final StoreUnavailable e) {
            return Optional.empty();
        }
    }

    /** Stores what was published before. */
    @Override
    public void close() throws Exception {
        if (thread instanceof AutoCloseable own) {
            own.close();
        }
    }
}
