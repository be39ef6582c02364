package io.usher.agent.request;

import java.util.Objects;

/**
 * Who asked for something, as history, overrides and audit show it. It carries no rights.
 *
 * @param name for people: {@code 127.0.0.1}, {@code token ci}, {@code user anna}, {@code signal HUP}, {@code schedule 01J…}
 * @param from where a request to the API came from: an address or {@code unix socket}; empty = not by the API
 */
public record Requester(String name, String from) {

    /** The agent itself, where nobody asked. */
    public static final Requester AGENT = new Requester("usher-agent");

    /** Somebody who changed a server on a stats socket without the agent. */
    public static final Requester STATS_SOCKET = new Requester("stats socket");

    public Requester {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(from, "from");
    }

    /** Somebody who did not come by the API. */
    public Requester(final String name) {
        this(name, "");
    }

    @Override
    public String toString() {
        return name;
    }
}
