package io.usher.agent.desired;

import java.util.Locale;
import java.util.Optional;

/** What a server's status comes down to, as lists are filtered by it. */
public enum StatusWord {
    UP, DOWN, MAINT, DRAIN, REMOVING;

    private static final StatusWord[] ALL = values();
    private final String word = name().toLowerCase(Locale.ROOT);

    /** The filter's word for it. */
    public String word() {
        return word;
    }

    public static Optional<StatusWord> of(final String word) {
        for (final StatusWord status : ALL) {
            if (status.word().equals(word)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    public static StatusWord of(final ServerView server) {
        return in(server.status());
    }

    /** HAProxy's text begins with one of these, and may go on, as {@code DOWN 1/2}; what else there is takes traffic. */
    public static StatusWord in(final String text) {
        for (final StatusWord status : ALL) {
            if (text.regionMatches(true, 0, status.name(), 0, status.name().length())) {
                return status;
            }
        }
        return UP;
    }
}
