package io.usher.agent.event;

import java.nio.charset.StandardCharsets;

/** Events as a stream of them has them (WHATWG HTML, 9.2.6 "Interpreting an event stream"). */
final class Frames {
    /** A comment: keeps connections open, and finds out which are not. */
    static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);
    /** So long a client waits before it connects again. */
    private static final String RETRY = "retry: 2000\n";

    private Frames() {
    }

    /** With its id, from which a client goes on when it connects again. */
    static byte[] of(final Event event) {
        return bytes("id: " + event.id() + "\n" + text(event));
    }

    /** About the stream itself: a client that connects again goes on from the event before. */
    static byte[] control(final Event event) {
        return bytes(text(event));
    }

    /** The first one of a stream, with the id of the last event before it. */
    static byte[] opening(final Event event) {
        return bytes(RETRY + "id: " + event.id() + "\n" + text(event));
    }

    private static String text(final Event event) {
        return "event: " + event.type().word() + "\ndata: " + EventJson.of(event) + "\n\n";
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
