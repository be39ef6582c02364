package io.usher.proxy.runtime;

import io.netty.util.NetUtil;
import io.usher.proxy.live.Server;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * {@code set server B/S addr ADDRESS [port PORT]} (HAProxy management manual, 9.3); the answers are HAProxy's. Unlike there a
 * port that is none leaves the address alone too, and ports cannot be mapped. Instance lock held.
 */
final class AddressSetting {

    private static final int ADDRESS_AT = 4;
    private static final int MOST = 65_535;
    private static final String BY = " by 'stats socket command'\n";

    private AddressSetting() {
    }

    static String set(final Server server, final CommandCall call) {
        final String text = call.word(ADDRESS_AT);
        if (text.isEmpty()) {
            return "set server <b>/<s> addr requires an address and optionally a port.\n";
        }
        final InetAddress host = AgentSettings.literal(text);
        if (host == null) {
            return "Invalid addr '" + text + "'" + BY;
        }
        if (!(server.address() instanceof InetSocketAddress old)) {
            return "Update for the current server address family is only supported through configuration file" + BY;
        }
        if (!call.word(ADDRESS_AT + 1).equals("port")) {
            return move(server, old, new InetSocketAddress(host, old.getPort()), text) + BY;
        }
        final String port = call.word(ADDRESS_AT + 2);
        if (port.startsWith("+") || port.startsWith("-")) {
            return "can't change <port> to port map '" + port + "' (expected: 1 to " + MOST + ")" + BY;
        }
        final int number = port.matches("\\d{1,5}") ? Integer.parseInt(port) : 0;
        if (number < 1 || number > MOST) {
            return "problem converting port '" + port + "' to an int (expected: 1 to " + MOST + ")" + BY;
        }
        return move(server, old, new InetSocketAddress(host, number), text) + ", "
            + (old.getPort() == number ? "no need to change the port"
                : "port changed from '" + old.getPort() + "' to '" + number + "'") + BY;
    }

    private static String move(final Server server, final InetSocketAddress old, final InetSocketAddress to, final String text) {
        server.setAddress(to);
        return old.getAddress().equals(to.getAddress()) ? "no need to change the addr"
            : "IP changed from '" + NetUtil.toAddressString(old.getAddress()) + "' to '" + text + "'";
    }
}
