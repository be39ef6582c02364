package io.usher.proxy.rule;

/** One ACL line: a fetch and its comparisons. Where the fetch has no value, it does not match. */
@FunctionalInterface
interface AclTest {

    /** Whether any comparison holds. */
    boolean matches(RuleContext context);
}
