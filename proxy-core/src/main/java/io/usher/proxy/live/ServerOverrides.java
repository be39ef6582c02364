package io.usher.proxy.live;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The values of one server that were set at runtime and differ from its configuration, each with the configured value it
 * overrides. A value whose configuration has changed since is not carried over, as with HAProxy's server state file.
 *
 * @param adminState           set at runtime; empty = as configured
 * @param configuredAdminState MAINT for {@code disabled}, else READY
 * @param weight               set at runtime, 0 to 256
 * @param configuredWeight     of the server line
 * @param maxconn              set at runtime, 0 = no limit
 * @param configuredMaxconn    of the server line
 * @param address              set at runtime
 * @param configuredAddress    of the server line, as it stands there
 */
public record ServerOverrides(Optional<AdminState> adminState, AdminState configuredAdminState, OptionalInt weight,
                              int configuredWeight, OptionalInt maxconn, int configuredMaxconn,
                              Optional<InetSocketAddress> address, String configuredAddress) {

    /** Whether nothing is set at runtime. */
    public boolean isEmpty() {
        return adminState.isEmpty() && weight.isEmpty() && maxconn.isEmpty() && address.isEmpty();
    }
}
