package io.usher.agent.desired;

/**
 * Changes to one server.
 *
 * @param state   ready, drain or maint
 * @param weight  0 to 256
 * @param maxconn seats, 0 = no limit
 * @param address an IP address
 * @param port    1 to 65535
 */
public record ServerPatch(FieldChange<ServerState> state, FieldChange<Integer> weight, FieldChange<Integer> maxconn,
                          FieldChange<String> address, FieldChange<Integer> port) {

    /** Without a change of where it is. */
    public ServerPatch(final FieldChange<ServerState> state, final FieldChange<Integer> weight,
                       final FieldChange<Integer> maxconn) {
        this(state, weight, maxconn, FieldChange.absent(), FieldChange.absent());
    }

    /** Only the state. */
    public static ServerPatch ofState(final ServerState state) {
        return new ServerPatch(FieldChange.set(state), FieldChange.absent(), FieldChange.absent());
    }
}
