package io.usher.agent.event;

import java.util.List;

/**
 * Some of the stored events, in order.
 *
 * @param events what was asked for
 * @param next   what to ask for as {@code after} to see what came later
 * @param more   whether there is more already
 */
public record EventPage(List<Event> events, long next, boolean more) {
}
