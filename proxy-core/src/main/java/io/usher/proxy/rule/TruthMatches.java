package io.usher.proxy.rule;

import io.usher.proxy.config.Acl;

/** Compares truth values. */
final class TruthMatches {
    private final boolean matchesTrue;
    private final boolean matchesFalse;

    TruthMatches(final Acl acl) {
        matchesTrue = acl.matches().stream().anyMatch(match -> !(match instanceof Acl.Match.Truth truth) || truth.value());
        matchesFalse = acl.matches().stream().anyMatch(match -> !(match instanceof Acl.Match.Truth truth) || !truth.value());
    }

    boolean match(final boolean value) {
        return value ? matchesTrue : matchesFalse;
    }
}
