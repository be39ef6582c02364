package io.usher.agent.access;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one may ask of the API.
 *
 * @param requestsPerSecond of one token, certificate, user or, where nobody is named, address; 429 beyond it
 * @param burst             requests that may come at once before that counts
 * @param connections       open ones per listener; further ones wait to be accepted
 * @param eventSubscribers  open event streams; 429 beyond it
 */
public record Limits(int requestsPerSecond, int burst, int connections, int eventSubscribers) {

    /** As things are where nothing is set. */
    public static final Limits DEFAULT = new Limits(500, 1000, 1000, 200);
    private static final int MOST = 1_000_000;
    /** In the order of the components. */
    private static final List<String> NAMES = List.of("requests-per-second", "burst", "connections", "event-subscribers");

    /**
     * The defaults, but for what is named.
     *
     * @throws IllegalArgumentException naming a limit that is none
     */
    public static Limits of(final Map<String, Integer> named) {
        final Map<String, Integer> rest = new TreeMap<>(named);
        final Limits limits = new Limits(take(rest, 0, DEFAULT.requestsPerSecond), take(rest, 1, DEFAULT.burst),
                take(rest, 2, DEFAULT.connections), take(rest, 3, DEFAULT.eventSubscribers));
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException("limit: '" + rest.keySet().iterator().next() + "' (expected: "
                    + String.join(", ", NAMES) + ")");
        }
        return limits;
    }

    private static int take(final Map<String, Integer> rest, final int name, final int otherwise) {
        final Integer value = rest.remove(NAMES.get(name));
        if (value == null) {
            return otherwise;
        }
        if (value < 1 || value > MOST) {
            throw new IllegalArgumentException("limit " + NAMES.get(name) + ": " + value + " (expected: 1 to " + MOST + ")");
        }
        return value;
    }
}
