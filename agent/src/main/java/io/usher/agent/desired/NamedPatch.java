package io.usher.agent.desired;

/**
 * Changes to one of several servers of a backend.
 *
 * @param server its name
 * @param patch  the changes
 */
public record NamedPatch(String server, ServerPatch patch) {
}
