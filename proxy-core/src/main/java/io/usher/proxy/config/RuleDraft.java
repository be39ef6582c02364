package io.usher.proxy.config;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A rule whose condition still names ACLs: lines added to an ACL further down belong to it too.
 *
 * @param condition when it applies; null = always
 */
record RuleDraft(Rule.Stage stage, Rule.Action action, String argument, ConditionDraft condition, Position position) {

    /** A condition by ACL names. */
    record ConditionDraft(boolean unless, List<List<TermDraft>> alternatives) {
    }

    /**
     * One term.
     *
     * @param name name of an ACL of the section; null if anonymous or predefined
     * @param acl  the anonymous or predefined ACL; null if named
     */
    record TermDraft(boolean negated, String name, Acl acl) {
        private Condition.Term build(final ProxyDraft proxy) {
            return new Condition.Term(negated, name == null ? List.of(acl) : proxy.acl(name));
        }
    }

    Rule build(final ProxyDraft proxy) {
        final Optional<Condition> built = Optional.ofNullable(condition).map(draft -> new Condition(draft.unless(),
                draft.alternatives().stream()
                        .map(terms -> terms.stream().map(term -> term.build(proxy)).toList()).toList()));
        return new Rule(stage, action, argument, built, position);
    }

    /** The same rule with its anonymous and predefined ACLs replaced. */
    RuleDraft withAcls(final UnaryOperator<Acl> change) {
        if (condition == null) {
            return this;
        }
        final ConditionDraft changed = new ConditionDraft(condition.unless(), condition.alternatives().stream()
                .map(terms -> terms.stream().map(term -> term.name() != null ? term
                        : new TermDraft(term.negated(), null, change.apply(term.acl()))).toList()).toList());
        return new RuleDraft(stage, action, argument, changed, position);
    }

    /** All ACLs that the condition looks at. */
    List<Acl> acls(final ProxyDraft proxy) {
        return condition == null ? List.of() : condition.alternatives().stream().flatMap(List::stream)
                .flatMap(term -> term.build(proxy).acls().stream()).toList();
    }
}
