package io.usher.agent.desired;

import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;

import java.util.Optional;
import java.util.function.Function;

/**
 * Changes of a server's address and port, which the proxy takes together, so that no request ever goes to one's old and the
 * other's new value. Validated.
 *
 * @param address an IP address
 * @param port    1 to 65535
 */
record AddressChange(FieldChange<String> address, FieldChange<Integer> port) {
    private static final int MOST = 65_535;

    AddressChange {
        if (address instanceof FieldChange.Set<String> set && Endpoint.literal(set.value()).isEmpty()) {
            throw new Invalid("address", "address: '" + set.value() + "' (expected: an IPv4 or IPv6 address without a port)");
        }
        if (port instanceof FieldChange.Set<Integer> set && (set.value() < 1 || set.value() > MOST)) {
            throw new Invalid("port", "port: " + set.value() + " (expected: 1 to " + MOST + ")");
        }
    }

    boolean isAbsent() {
        return address instanceof FieldChange.Absent<String> && port instanceof FieldChange.Absent<Integer>;
    }

    /** Whether it only gives values back to the configuration. */
    private boolean clearsOnly() {
        return !(address instanceof FieldChange.Set<String>) && !(port instanceof FieldChange.Set<Integer>);
    }

    /** Where the server is after it. */
    Endpoint from(final Endpoint now, final Optional<Endpoint> configured) {
        return new Endpoint(value(address, now, configured, Endpoint::host), value(port, now, configured, Endpoint::port));
    }

    /** Whether nothing set at runtime is left after it. */
    boolean leavesNoOverride(final Endpoint result, final Optional<Endpoint> configured) {
        return clearsOnly() && configured.equals(Optional.of(result));
    }

    private static <T> T value(final FieldChange<T> change, final Endpoint now, final Optional<Endpoint> configured,
                               final Function<Endpoint, T> part) {
        if (change instanceof FieldChange.Set<T> set) {
            return set.value() instanceof String text ? part.apply(new Endpoint(Endpoint.literal(text).orElseThrow(), 0))
                    : set.value();
        }
        if (change instanceof FieldChange.Clear<T>) {
            return part.apply(configured.orElseThrow(() -> new Conflict(
                    "the address cannot be cleared: what the configuration says of it is not known")));
        }
        return part.apply(now);
    }
}
