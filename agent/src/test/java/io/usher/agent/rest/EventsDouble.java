package io.usher.agent.rest;

import io.usher.agent.event.Event;
import io.usher.agent.event.EventFilter;
import io.usher.agent.event.EventPage;
import io.usher.agent.event.EventService;
import io.usher.agent.event.EventType;
import io.usher.agent.event.Outlet;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** One stored event, and the outlets of whoever subscribed. */
final class EventsDouble implements EventService {

    final BlockingQueue<Outlet> outlets = new LinkedBlockingQueue<>();
    volatile OptionalLong after = OptionalLong.empty();

    @Override
    public EventPage page(final EventFilter filter, final OptionalLong from, final int limit) {
        after = from;
        return new EventPage(List.of(new Event(17, ServicesDouble.NOW, EventType.SERVER_STATE, "custombe/custom-server-1",
                "custombe/custom-server-1 is DOWN", "{\"from\":\"UP\",\"to\":\"DOWN\"}")), 17, false);
    }

    @Override
    public void subscribe(final EventFilter filter, final OptionalLong from, final String who, final Outlet outlet) {
        after = from;
        outlets.add(outlet);
    }
}
