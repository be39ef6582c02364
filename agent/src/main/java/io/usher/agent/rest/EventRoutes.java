package io.usher.agent.rest;

import io.javalin.http.Context;
import io.usher.agent.event.EventFilter;
import io.usher.agent.event.EventService;
import io.usher.agent.request.Invalid;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** {@code GET /v1/events}: a stream, or a page of what is stored, as {@code Accept} says. */
final class EventRoutes {

    private static final String STREAM = "text/event-stream";
    private static final int LISTED = 100;
    private static final int MOST_LISTED = 1000;

    private final EventService events;
    private final Streams streams;

    EventRoutes(final EventService events, final Streams streams) {
        this.events = events;
        this.streams = streams;
    }

    void events(final Context context) {
        final EventFilter filter = filter(context);
        final String accept = context.header("Accept");
        if (accept != null && accept.contains("application/json") && !accept.contains(STREAM)) {
            final int limit = context.queryParam("limit") == null ? LISTED
                    : (int) number("limit", context.queryParam("limit"), 1, MOST_LISTED);
            Answers.json(context, 200, events.page(filter, after(context), limit));
        } else {
            final OptionalLong after = after(context);
            final String who = Peer.of(context).name();
            if (!Streams.answeredByItsHead(context, STREAM)) {
                events.subscribe(filter, after, who, streams.open(context, STREAM));
            }
        }
    }

    /** The header is what a browser sends when it connects again, to the address it had: it is the later word. */
    private static OptionalLong after(final Context context) {
        final String header = context.header("Last-Event-ID");
        if (header != null && !header.isEmpty()) {
            return OptionalLong.of(number("Last-Event-ID", header, 0, Long.MAX_VALUE));
        }
        final String after = context.queryParam("after");
        return after == null ? OptionalLong.empty() : OptionalLong.of(number("after", after, 0, Long.MAX_VALUE));
    }

    private static EventFilter filter(final Context context) {
        try {
            return EventFilter.of(words(context.queryParams("type")), words(context.queryParams("subject")));
        } catch (IllegalArgumentException e) {
            throw new Invalid("type", e.getMessage());
        }
    }

    private static List<String> words(final List<String> parameters) {
        final List<String> words = new ArrayList<>();
        parameters.forEach(parameter -> words.addAll(List.of(parameter.split(","))));
        words.removeIf(String::isBlank);
        return words;
    }

    private static long number(final String name, final String text, final long least, final long most) {
        try {
            final long number = Long.parseLong(text.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Invalid(name, name + ": '" + text + "' (expected: " + least + " to " + most + ")");
    }
}
