package io.usher.agent.access;

import java.util.Locale;
import java.util.Optional;

/** What somebody may do, each including those before it. {@code openapi.yaml} names the least one of each route. */
public enum Role {
    /** Sees status, servers, reloads, metrics. */
    READ,
    /** Changes servers, reloads, schedules; sees configurations, which hold passwords. */
    OPERATOR,
    /** Changes configurations and tokens, forces, stops, backs up, sees the audit log. */
    ADMIN;

    /** Whether this one may do what that one may. */
    public boolean includes(final Role other) {
        return compareTo(other) >= 0;
    }

    /** {@code read}, {@code operator} or {@code admin}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of that word. */
    public static Optional<Role> of(final String word) {
        for (final Role role : values()) {
            if (role.word().equals(word)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return word();
    }
}
