package io.usher.agent.desired;

import io.usher.agent.request.Invalid;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A server to be added at runtime (HAProxy management manual, 9.3 "add server"). Validated.
 *
 * @param name    unique in its backend
 * @param address an IP address
 * @param port    1 to 65535
 * @param weight  0 to 256
 * @param maxconn seats, 0 = no limit
 * @param backup  used only when no other server is usable
 * @param state   ready or maint
 * @param check   how its health is checked; empty = not
 */
public record NewServer(String name, String address, int port, int weight, int maxconn, boolean backup, ServerState state,
                        Optional<Check> check) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,200}");

    /**
     * How its health is checked.
     *
     * @param inter milliseconds between checks, 1 or more
     * @param rise  good checks before it is up, 1 or more
     * @param fall  bad checks before it is down, 1 or more
     */
    public record Check(int inter, int rise, int fall) {
    }

    public NewServer {
        if (!NAME.matcher(name).matches()) {
            throw new Invalid("name", "name: '" + name + "' (expected: letters, digits and _ . : -, at most 200)");
        }
        address = Endpoint.literal(address).orElse(address);
        if (Endpoint.literal(address).isEmpty()) {
            throw new Invalid("address", "address: '" + address + "' (expected: an IPv4 or IPv6 address without a port)");
        }
        if (state == ServerState.DRAIN) {
            throw new Invalid("state", "state: 'drain' (expected: ready or maint; it has nothing to finish)");
        }
    }

    /** What stands behind its name in {@code add server}. */
    String words() {
        return new Endpoint(address, port) + " weight " + weight + (maxconn > 0 ? " maxconn " + maxconn : "")
                + (backup ? " backup" : "")
                + check.map(c -> " check inter " + c.inter() + " rise " + c.rise() + " fall " + c.fall()).orElse("");
    }
}
