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

    /** This one, no longer good since then; or since when it already was. */
    public Token revokedAt(final Instant at) {
        return new Token(id, name, role, created, by, expires, revoked.or(() -> Optional.of(at)));
    }

    /** Whether it is good at that time. */
    public boolean good(final Instant at) {
        return revoked.isEmpty() && expires.map(at::isBefore).orElse(true);
    }
}
