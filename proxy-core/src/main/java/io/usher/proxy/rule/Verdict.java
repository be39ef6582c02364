package io.usher.proxy.rule;

import io.usher.proxy.config.Rule;

/**
 * What rules decided. One object for each rule, made at compilation.
 *
 * @param kind   what to do
 * @param status HTTP status of a {@code deny}; 0 for anything else
 * @param rule   the rule that decided; null if none applied
 */
public record Verdict(Kind kind, int status, Rule rule) {

    /** No rule applied: go on. */
    public static final Verdict CONTINUE = new Verdict(Kind.CONTINUE, 0, null);

    /** Decisions. */
    public enum Kind {
        /** No rule applied: the same as {@link #ACCEPT}. */
        CONTINUE,
        /** Go on, {@code accept} or {@code allow}: the remaining rules of the stage are not looked at. */
        ACCEPT,
        /** Go on with the rules, and note {@code disable-l7-retry}; never the verdict of a rule set. */
        FORBID_RETRY,
        /** Close without an answer ({@code reject}; termination state PR). */
        REJECT,
        /** Answer with {@link Verdict#status()} and close or go on ({@code deny}; termination state PR). */
        DENY
    }

    /** Whether the connection or request goes on. */
    public boolean passes() {
        return kind == Kind.CONTINUE || kind == Kind.ACCEPT;
    }
}
