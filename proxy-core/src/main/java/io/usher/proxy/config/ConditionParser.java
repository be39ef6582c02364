package io.usher.proxy.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code if ...} and {@code unless ...} (HAProxy configuration manual, 7.2). */
final class ConditionParser {
    private final Statement statement;
    private final ProxyDraft proxy;

    private ConditionParser(final Statement statement, final ProxyDraft proxy) {
        this.statement = statement;
        this.proxy = proxy;
    }

    /**
     * Reads the rest of the statement, which begins with "if" or "unless".
     *
     * @throws StatementException naming the ACL or brace that is wrong
     */
    static RuleDraft.ConditionDraft parse(final Statement statement, final ProxyDraft proxy) throws StatementException {
        return new ConditionParser(statement, proxy).parse(statement.take().equals("unless"));
    }

    private RuleDraft.ConditionDraft parse(final boolean unless) throws StatementException {
        final List<List<RuleDraft.TermDraft>> alternatives = new ArrayList<>();
        List<RuleDraft.TermDraft> terms = new ArrayList<>();
        boolean negated = false;
        while (!statement.atEnd()) {
            final String word = statement.take();
            if (word.equals("or") || word.equals("||")) {
                alternatives.add(terms);
                terms = new ArrayList<>();
                continue;
            }
            final int bangs = bangs(word);
            negated ^= bangs % 2 == 1;
            final String name = word.substring(bangs);
            if (!name.isEmpty()) {
                terms.add(term(negated, name));
                negated = false;
            }
        }
        if (negated || terms.isEmpty()) {
            throw new StatementException("missing ACL name at the end of the condition");
        }
        alternatives.add(terms);
        if (alternatives.stream().anyMatch(List::isEmpty)) {
            throw new StatementException("missing ACL name before 'or' in condition");
        }
        return new RuleDraft.ConditionDraft(unless, alternatives);
    }

    private static int bangs(final String word) {
        int count = 0;
        while (count < word.length() && word.charAt(count) == '!') {
            count++;
        }
        return count;
    }

    private RuleDraft.TermDraft term(final boolean negated, final String name) throws StatementException {
        if (name.equals("{")) {
            return new RuleDraft.TermDraft(negated, null, anonymous());
        }
        if (!proxy.acl(name).isEmpty()) {
            return new RuleDraft.TermDraft(negated, name, null);
        }
        final Optional<Acl> predefined = PredefinedAcls.find(statement, name);
        if (predefined.isPresent()) {
            return new RuleDraft.TermDraft(negated, null, predefined.get());
        }
        if (HaproxyKeywords.contains("acl", name)) {
            throw new StatementException(HaproxyKeywords.notYet("predefined ACL", name));
        }
        throw new StatementException("no such ACL : '" + name + "'"
                + Nearest.suggestion(name, proxy.acls.stream().map(Acl::name).distinct().toList()));
    }

    private Acl anonymous() throws StatementException {
        final List<String> words = new ArrayList<>();
        while (!statement.atEnd() && !statement.peek().equals("}")) {
            words.add(statement.take());
        }
        if (!statement.takeIf("}")) {
            throw new StatementException("missing closing '}' in condition.");
        }
        return AclParser.parse(statement, "", words);
    }
}
