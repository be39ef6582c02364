package io.usher.agent.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usher.agent.event.Event;
import io.usher.agent.event.EventFilter;
import io.usher.agent.event.EventLog;
import io.usher.agent.event.EventType;
import io.usher.agent.store.StoreUnavailable;

import java.util.List;
import java.util.OptionalLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an earlier agent has told last. Without a database nothing: then what is found is told as new. */
final class Past {
    private static final Logger LOG = LoggerFactory.getLogger(Past.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST = 1000;
    private final EventLog events;

    Past(final EventLog events) {
        this.events = events;
    }

    /** The newest ones of some types, oldest first. */
    List<Event> newest(final EventType... types) {
        try {
            return events.page(EventFilter.of(java.util.Arrays.stream(types).map(EventType::word).toList(), List.of()),
                    OptionalLong.empty(), MOST).events();
        } catch (final StoreUnavailable e) {
            LOG.warn("what was told before is not known: {}", e.getMessage());
            return List.of();
        }
    }

    /** The newest one for each subject. */
    List<Event> latestOf(final EventType type) {
        return events.latestOf(type).orElse(List.of());
    }

    /** One of an event's particulars as text; empty if it has none such. */
    static String detail(final Event event, final String name) {
        try {
            final JsonNode value = JSON.readTree(event.detail()).path(name);
            return value.isNull() ? "" : value.asText();
        } catch (final JsonProcessingException e) {
            LOG.warn("event {} has particulars that are no JSON: {}", event.id(), event.detail());
            return "";
        }
    }
}
