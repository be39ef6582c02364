package io.usher.proxy.rule;

import io.usher.proxy.config.Acl;
import io.usher.proxy.config.Condition;
import io.usher.proxy.live.Instance;
import java.util.List;

/** {@code if} or {@code unless}, ready to be evaluated (HAProxy configuration manual, 7.2). */
final class CompiledCondition {
    /** A rule without condition. */
    static final CompiledCondition ALWAYS = new CompiledCondition(true, new Term[0][]);

    private final boolean unless;
    /** Alternatives, each a row of terms that must all hold. */
    private final Term[][] alternatives;

    /** Lines of an ACL, any of which suffices. */
    private record Term(boolean negated, AclTest[] lines) {
        private boolean holds(final RuleContext context) {
            for (final AclTest line : lines) {
                if (line.matches(context)) {
                    return !negated;
                }
            }
            return negated;
        }
    }

    private CompiledCondition(final boolean unless, final Term[][] alternatives) {
        this.unless = unless;
        this.alternatives = alternatives;
    }

    static CompiledCondition of(final Condition condition, final Instance instance) {
        return new CompiledCondition(condition.unless(), condition.alternatives().stream()
                .map(terms -> terms.stream().map(term -> new Term(term.negated(), lines(term.acls(), instance)))
                        .toArray(Term[]::new)).toArray(Term[][]::new));
    }

    private static AclTest[] lines(final List<Acl> acls, final Instance instance) {
        return acls.stream().map(acl -> AclTests.compile(acl, instance)).toArray(AclTest[]::new);
    }

    /** Whether the rule applies. */
    boolean applies(final RuleContext context) {
        return holds(context) != unless;
    }

    private boolean holds(final RuleContext context) {
        for (final Term[] terms : alternatives) {
            if (allHold(terms, context)) {
                return true;
            }
        }
        return false;
    }

    private static boolean allHold(final Term[] terms, final RuleContext context) {
        for (final Term term : terms) {
            if (!term.holds(context)) {
                return false;
            }
        }
        return true;
    }
}
