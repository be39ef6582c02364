package io.usher.agent.event;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who are told of events as they come. One that comes with an id catches up first, page by page and no faster than it
 * reads; then it is told of each event once that is dealt with. For one that reads too slowly a bounded number of bytes is
 * kept, and then it is cut. The events' thread only.
 */
final class Subscribers {
    private static final Logger LOG = LoggerFactory.getLogger(Subscribers.class);
    /** What may wait for one subscriber that reads too slowly, bytes. */
    static final long MOST_WAITING = 256 * 1024;
    /** With more than this waiting, catching up pauses. */
    static final long CATCH_UP_ROOM = 64 * 1024;
    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final EventThread thread;
    private final Past past;
    private final InstantSource clock;
    private final Set<Subscriber> all = new LinkedHashSet<>();
    private volatile int count; // written by the events' thread, read by anybody
    private boolean beating;

    Subscribers(final EventThread thread, final Past past, final InstantSource clock) {
        this.thread = thread;
        this.past = past;
        this.clock = clock;
    }

    /** Where what happened before is looked up. */
    @FunctionalInterface
    interface Past {

        /** The next events for one that catches up, after the last that it has seen; notes there how far that is. */
        List<Event> next(Subscriber subscriber);
    }

    /** One of them. */
    static final class Subscriber {
        private final EventFilter filter;
        private final String who;
        private final Outlet outlet;
        private long seen;
        private boolean live;
        private long sentBefore = -1;

        Subscriber(final EventFilter filter, final String who, final Outlet outlet) {
            this.filter = filter;
            this.who = who;
            this.outlet = outlet;
        }

        EventFilter filter() {
            return filter;
        }

        /** The id of the last event that it has seen, or that its filter has not let through. */
        long seen() {
            return seen;
        }

        /** Its past is read up to an event; where that was the last one, it is told of all further ones. */
        void seen(final long id, final boolean more) {
            seen = id;
            live = !more;
        }

        void send(final byte[] frame) {
            outlet.send(frame);
        }
    }

    /** Any thread. */
    int count() {
        return count;
    }

    void add(final Subscriber subscriber) {
        all.add(subscriber);
        count = all.size();
        subscriber.outlet.whenEmpty(() -> thread.execute(() -> catchUp(subscriber)));
        subscriber.outlet.whenGone(() -> thread.execute(() -> remove(subscriber)));
        if (!beating) {
            beating = true;
            thread.after(HEARTBEAT, this::beat);
        }
        catchUp(subscriber);
    }

    private void remove(final Subscriber subscriber) {
        all.remove(subscriber);
        count = all.size();
    }

    private void catchUp(final Subscriber subscriber) {
        if (subscriber.live || !all.contains(subscriber) || subscriber.outlet.waiting() > CATCH_UP_ROOM) {
            return; // the last: goes on when nothing waits any more
        }
        past.next(subscriber).forEach(event -> subscriber.send(Frames.of(event)));
        if (!subscriber.live) {
            thread.execute(() -> catchUp(subscriber)); // others have their turn between two pages
        }
    }

    /** Tells all that are not still catching up; those will meet the event there. */
    void tell(final Event event) {
        if (all.isEmpty()) {
            return;
        }
        final byte[] frame = Frames.of(event);
        for (final Subscriber subscriber : List.copyOf(all)) {
            if (subscriber.live && subscriber.filter.takes(event)) {
                if (subscriber.outlet.waiting() + frame.length > MOST_WAITING) {
                    cut(subscriber, "more than " + MOST_WAITING + " bytes wait to be read");
                } else {
                    subscriber.send(frame);
                }
            }
        }
    }

    private void beat() {
        for (final Subscriber subscriber : new ArrayList<>(all)) {
            final long sent = subscriber.outlet.sent();
            if (subscriber.outlet.waiting() > 0 && sent == subscriber.sentBefore) {
                cut(subscriber, "nothing was read for " + HEARTBEAT.toSeconds() + " s");
            } else {
                subscriber.sentBefore = sent;
                subscriber.send(Frames.HEARTBEAT);
            }
        }
        beating = !all.isEmpty();
        if (beating) {
            thread.after(HEARTBEAT, this::beat);
        }
    }

    private void cut(final Subscriber subscriber, final String why) {
        remove(subscriber);
        LOG.info("the event stream of {} was cut: {}", subscriber.who, why);
        subscriber.outlet.last(Frames.control(Event.ofStream(0, clock.instant(), EventType.STREAM_CUT, "cut: " + why, Map.of())));
    }
}
