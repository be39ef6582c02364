package io.usher.proxy.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is tried again ({@code retry-on}; HAProxy configuration manual, 4.2).
 *
 * @param events   failures
 * @param statuses HTTP statuses of answers
 */
public record RetryOn(Set<Event> events, Set<Integer> statuses) {

    /** HAProxy's default: connection failures. */
    public static final RetryOn DEFAULT = new RetryOn(Set.of(Event.CONN_FAILURE), Set.of());

    /** The word that stands for no condition at all. */
    private static final String NONE = "none";
    private static final String ALL = "all-retryable-errors";
    private static final List<Integer> KNOWN_STATUSES = List.of(401, 403, 404, 408, 425, 500, 501, 502, 503, 504);
    /** Those that {@link #ALL} stands for. */
    private static final List<Integer> RETRYABLE_STATUSES = List.of(500, 502, 503, 504);

    /** A failure that may be tried again; the constants are HAProxy's words. */
    public enum Event {
        /** No connection could be made. */
        CONN_FAILURE,
        /** The server closed before a complete answer's head. */
        EMPTY_RESPONSE,
        /** The answer is no HTTP. */
        JUNK_RESPONSE,
        /** {@code timeout server} passed before the answer's head. */
        RESPONSE_TIMEOUT,
        /** A server refused early data of TLS: known for its name only, servers are spoken to without TLS. */
        _0RTT_REJECTED;

        private String word() {
            return (name().startsWith("_") ? name().substring(1) : name()).toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Keeps copies. */
    public RetryOn {
        events = Set.copyOf(events);
        statuses = Set.copyOf(statuses);
    }

    /** Every word, as an error offers them. */
    static List<String> words() {
        final List<String> all = new ArrayList<>(List.of(NONE, ALL));
        for (final Event event : Event.values()) {
            all.add(event.word());
        }
        KNOWN_STATUSES.forEach(status -> all.add(status.toString()));
        return all;
    }

    /**
     * Reads the words of a line.
     *
     * @throws StatementException naming the first that cannot stand there
     */
    static RetryOn parse(final List<String> words) throws StatementException {
        final Set<Event> events = EnumSet.noneOf(Event.class);
        final Set<Integer> statuses = new TreeSet<>();
        for (final String word : words) {
            if (!words().contains(word)) {
                throw new StatementException("'retry-on': unknown keyword '" + word + "'" + Nearest.suggestion(word, words()))
                        .about(word).expecting(Nearest.expected(word, words()));
            }
            if (word.equals(NONE) && words.size() > 1) {
                throw new StatementException("'retry-on' 'none' keyword only usable alone").about(NONE);
            }
            if (word.equals(ALL)) {
                events.addAll(List.of(Event.values()));
                statuses.addAll(RETRYABLE_STATUSES);
            }
            for (final Event event : Event.values()) {
                if (event.word().equals(word)) {
                    events.add(event);
                }
            }
            if (Character.isDigit(word.charAt(0)) && word.length() == 3) {
                statuses.add(Integer.parseInt(word));
            }
        }
        return new RetryOn(events, statuses);
    }

    /** Whether that failure is tried again. */
    public boolean on(final Event event) {
        return events.contains(event);
    }

    /** Whether an answer of that status is tried again. */
    public boolean on(final int status) {
        return statuses.contains(status);
    }

    /** Whether there is a condition that comes up only after the request was sent, so that a copy of it must be kept. */
    public boolean afterSending() {
        return !statuses.isEmpty() || events.size() > (events.contains(Event.CONN_FAILURE) ? 1 : 0);
    }
}
