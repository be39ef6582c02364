package io.usher.agent.event;

import java.util.OptionalLong;

/** What subscribers and readers may ask for. Any thread. */
public interface EventService {

    /**
     * Stored events.
     *
     * @param after those that came after this one; empty = the newest ones
     * @param limit at most so many, from 1
     */
    EventPage page(EventFilter filter, OptionalLong after, int limit);

    /**
     * From now on tells an outlet of all events, until it is gone or too slow. Returns at once.
     *
     * @param after those that came after this one come first; empty = only what happens from now on
     * @param who   for the log
     */
    void subscribe(EventFilter filter, OptionalLong after, String who, Outlet outlet);
}
