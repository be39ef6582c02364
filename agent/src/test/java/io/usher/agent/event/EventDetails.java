package io.usher.agent.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.util.ArrayList;
import java.util.List;

/** Holds the particulars of events that a test has seen against the table, which is what clients are told of them. */
public final class EventDetails {
    private EventDetails() {
    }

    /** @return what is not described, as type and key; empty = all is */
    public static List<String> undescribed(final String type, final JsonNode detail) {
        final List<String> known = EventType.of(type).orElseThrow(() -> new AssertionError("unknown type " + type)).keys();
        final List<String> faults = new ArrayList<>();
        detail.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key) && !key.equals("leftOut")) {
                faults.add(type + " " + key);
            }
        });
        return faults;
    }

    /** The same of one that an event log keeps. */
    public static List<String> undescribed(final Event event) throws Exception {
        return undescribed(event.type().word(), new ObjectMapper().readTree(event.detail()));
    }
}
