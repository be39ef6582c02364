package io.usher.agent.control;

import java.util.List;

/**
 * What the generations are processes of.
 *
 * @param program e.g. {@code usher-proxy}, {@code HAProxy 2.6.12}
 * @param exact   whether no seat is sold twice with it, and all that is told of seats is exact
 * @param limits  what is not, a sentence each for people; empty if exact
 */
public record ProxyStatus(String program, boolean exact, List<String> limits) {
    public ProxyStatus {
        limits = List.copyOf(limits);
    }
}
