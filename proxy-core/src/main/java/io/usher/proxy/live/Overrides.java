package io.usher.proxy.live;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads and writes {@link ServerOverrides}. Instance lock held. */
final class Overrides {

    private Overrides() {
    }

    static ServerOverrides of(final Server server) {
        final AdminState configured = configuredAdminState(server);
        return new ServerOverrides(
            server.adminState() == configured ? Optional.empty() : Optional.of(server.adminState()), configured,
            set(server.weight(), server.configuredWeight()), server.configuredWeight(),
            set(server.maxconn(), server.line().maxconn()), server.line().maxconn(),
            server.movedTo(), server.line().address().toString());
    }

    static void apply(final ServerOverrides overrides, final Server server) {
        if (overrides.address().isPresent() && overrides.configuredAddress().equals(server.line().address().toString())
                && server.address() instanceof InetSocketAddress) {
            server.setAddress(overrides.address().get());
        }
        if (overrides.weight().isPresent() && overrides.configuredWeight() == server.configuredWeight()) {
            server.setWeight(overrides.weight().getAsInt());
        }
        if (overrides.maxconn().isPresent() && overrides.configuredMaxconn() == server.line().maxconn()) {
            server.setMaxconn(overrides.maxconn().getAsInt());
        }
        if (overrides.adminState().isPresent() && overrides.configuredAdminState() == configuredAdminState(server)) {
            server.setAdminState(overrides.adminState().get(), "");
        }
    }

    private static AdminState configuredAdminState(final Server server) {
        return server.line().disabled() ? AdminState.MAINT : AdminState.READY;
    }

    private static OptionalInt set(final int value, final int configured) {
        return value == configured ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
