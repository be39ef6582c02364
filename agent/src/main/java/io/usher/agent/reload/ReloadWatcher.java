package io.usher.agent.reload;

import io.usher.agent.event.EventSink;
import io.usher.agent.event.EventType;

import java.util.LinkedHashMap;
import java.util.Map;

/** Tells the world of each state that a reload comes to, and counts the ends. Any thread; never waits. */
final class ReloadWatcher {
    private final EventSink events;
    private final ReloadCounts counts;

    ReloadWatcher(final EventSink events, final ReloadCounts counts) {
        this.events = events;
        this.counts = counts;
    }

    /** The reload has come to the state that it is in. */
    void changed(final Reload reload) {
        counts.count(reload.state());
        final Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("state", reload.state().json());
        detail.put("when", reload.when());
        detail.put("by", reload.by());
        detail.put("reason", reload.reason());
        detail.put("from", reload.from());
        detail.put("to", reload.to());
        detail.put("durationMillis", reload.durationMillis());
        detail.put("message", reload.message());
        events.publish(reload.state() == ReloadState.REFUSED ? EventType.RELOAD_REFUSED : EventType.RELOAD_STATE, reload.id(),
                "reload " + reload.state().json() + (reload.message().isEmpty() ? "" : ": " + firstLine(reload.message())),
                detail);
    }

    private static String firstLine(final String text) {
        return text.lines().findFirst().orElse("");
    }
}
