package io.usher.agent.access;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a token; its secret is not.
 *
 * @param id      unique for ever
 * @param name    for people, and in the audit log
 * @param role    what it allows
 * @param by      who made it
 * @param expires from when it is no longer good; empty = never
 * @param revoked since when it is no longer good; empty = it is
 */
public record Token(String id, String name, Role role, Instant created, String by, Optional<Instant> expires,
                    Optional<Instant> revoked) {

    /** Whether it is good at that time. */
    public boolean good(final Instant at) {
        return revoked.isEmpty() && expires.map(at::isBefore).orElse(true);
    }
}
