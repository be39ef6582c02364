package io.usher.agent.request;

import java.util.Objects;

/**
 * Who asked for something, as history, overrides and audit show it. It carries no rights.
 *
 * @param name for people: {@code 127.0.0.1}, {@code uid 1000}, {@code signal HUP}, {@code schedule 01J…}, {@code stats socket}
 */
public record Requester(String name) {

    /** The agent itself, where nobody asked. */
    public static final Requester AGENT = new Requester("usher-agent");

    /** Somebody who changed a server on a stats socket without the agent. */
    public static final Requester STATS_SOCKET = new Requester("stats socket");

    public Requester {
        Objects.requireNonNull(name, "name");
    }

    @Override
    public String toString() {
        return name;
    }
}
