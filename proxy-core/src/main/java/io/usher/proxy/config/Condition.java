package io.usher.proxy.config;

import java.util.List;

/**
 * {@code if ...} or {@code unless ...} (HAProxy configuration manual, 7.2).
 *
 * @param unless       whether the result is inverted
 * @param alternatives terms joined by "or", each a list of terms joined by "and"
 */
public record Condition(boolean unless, List<List<Term>> alternatives) {

    /**
     * One term.
     *
     * @param negated whether "!" stands before it
     * @param acls    the lines of the named ACL (or the anonymous or predefined one), any of which suffices
     */
    public record Term(boolean negated, List<Acl> acls) {
    }
}
