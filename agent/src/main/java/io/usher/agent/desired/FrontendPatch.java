package io.usher.agent.desired;

/**
 * Changes to one frontend.
 *
 * @param state   enabled or disabled
 * @param maxconn most connections at once, 0 or more; at 0 it takes none
 */
public record FrontendPatch(FieldChange<FrontendState> state, FieldChange<Integer> maxconn) {
}
