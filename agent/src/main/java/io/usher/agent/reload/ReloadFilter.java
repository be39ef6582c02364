package io.usher.agent.reload;

import java.util.Optional;
import java.util.Set;

/**
 * Which reloads of the history are wanted, the newest first.
 *
 * @param states in one of these; empty = in any
 * @param before only those asked for before the one of this id, which need not exist
 * @param limit  at most so many
 */
public record ReloadFilter(Set<ReloadState> states, Optional<String> before, int limit) {
    public ReloadFilter {
        states = Set.copyOf(states);
    }

    /** The latest ones. */
    public static ReloadFilter latest(final int limit) {
        return new ReloadFilter(Set.of(), Optional.empty(), limit);
    }
}
