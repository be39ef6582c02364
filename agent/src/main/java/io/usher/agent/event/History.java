package io.usher.agent.event;

import io.usher.agent.event.Subscribers.Subscriber;
import io.usher.agent.store.StoreUnavailable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What happened before, for those who ask for it: from the database, and from memory what could not be stored yet. */
final class History {
    private static final int PAGE = 200;
    private static final long MICROS = 1000;
    private final EventTable table;
    private final Collection<Event> unstored; // the events' thread's, in order
    private final Duration keep;
    private final InstantSource clock;

    History(final EventTable table, final Collection<Event> unstored, final Duration keep, final InstantSource clock) {
        this.table = table;
        this.unstored = unstored;
        this.keep = keep;
        this.clock = clock;
    }

    /** Any thread. */
    EventPage page(final EventFilter filter, final OptionalLong after, final int limit) {
        if (after.isPresent()) {
            final EventTable.Rows rows = table.after(filter, after.getAsLong(), limit);
            return new EventPage(rows.events(), rows.last(), rows.more());
        }
        final List<Event> newest = new ArrayList<>(table.newest(filter, limit).events());
        Collections.reverse(newest);
        return new EventPage(newest, newest.isEmpty() ? table.lastId().orElse(0) : newest.get(newest.size() - 1).id(), false);
    }

    /**
     * The first words to a new subscriber. The events' thread only.
     *
     * @param last the last event before now
     */
    void open(final Subscriber subscriber, final OptionalLong after, final long last) {
        final long from = after.orElse(last);
        final Instant now = clock.instant();
        String stored = "";
        String gap = "";
        try {
            gap = after.isPresent() ? gap(from, now) : "";
        } catch (final StoreUnavailable e) {
            stored = e.getMessage(); // what is missing therefore is said where it is read
        }
        if (stored.isEmpty() && !unstored.isEmpty()) {
            stored = "the database cannot be written";
        }
        subscriber.send(Frames.opening(Event.ofStream(from, now, EventType.STREAM_OPENED, stored.isEmpty() ? "events are stored"
                : "events are told, but not stored now: " + stored, Map.of("stored", stored.isEmpty()))));
        if (!gap.isEmpty()) {
            subscriber.send(gap(from, gap));
        }
        subscriber.seen(from, after.isPresent());
    }

    private byte[] gap(final long after, final String why) {
        return Frames.control(Event.ofStream(after, clock.instant(), EventType.STREAM_GAP, why, Map.of("lastEventId", after)));
    }

    private String gap(final long after, final Instant now) {
        if (after == 0 || unstored(after) || table.holds(after)) {
            return "";
        }
        final Instant limit = now.minus(keep);
        return after / MICROS < limit.toEpochMilli()
                ? "event " + after + " is older than what is kept (" + keep.toDays() + " days): events after it may be missing"
                : "there is no event " + after + " here: events after it may be missing";
    }

    private boolean unstored(final long id) {
        return unstored.stream().anyMatch(event -> event.id() == id);
    }

    /** The next page for one that catches up. The events' thread only. */
    List<Event> next(final Subscriber subscriber) {
        final long after = subscriber.seen();
        final List<Event> events = new ArrayList<>();
        try {
            final EventTable.Rows rows = table.after(subscriber.filter(), after, PAGE);
            events.addAll(rows.events());
            if (rows.more()) {
                subscriber.seen(rows.last(), true);
                return events;
            }
        } catch (final StoreUnavailable e) {
            if (!unstored(after)) {
                subscriber.send(gap(after, "what is stored cannot be read: " + e.getMessage()));
            }
        }
        final long stored = events.isEmpty() ? after : events.get(events.size() - 1).id();
        unstored.stream().filter(event -> event.id() > stored && subscriber.filter().takes(event)).forEach(events::add);
        subscriber.seen(events.isEmpty() ? stored : events.get(events.size() - 1).id(), false);
        return events;
    }
}
