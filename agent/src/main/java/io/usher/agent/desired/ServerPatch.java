package io.usher.agent.desired;

/**
 * Changes to one server.
 *
 * @param state   ready, drain or maint
 * @param weight  0 to 256
 * @param maxconn seats, 0 = no limit
 */
public record ServerPatch(FieldChange<ServerState> state, FieldChange<Integer> weight, FieldChange<Integer> maxconn) {

    /** Only the state. */
    public static ServerPatch ofState(final ServerState state) {
        return new ServerPatch(FieldChange.set(state), FieldChange.absent(), FieldChange.absent());
    }
}
