package io.usher.proxy.runtime;

import io.usher.proxy.live.Server;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * What commands change of a server's agent (HAProxy management manual, 9.3 "set server", "enable agent"); the answers are
 * HAProxy's. Instance lock held.
 */
final class AgentSettings {

    private static final String NOT_ENABLED = "agent checks are not enabled on this server";
    private static final int MOST = 65_535;

    private AgentSettings() {
    }

    /** {@code enable agent}, {@code disable agent}. */
    static String enable(final Server server, final boolean enabled) {
        if (enabled && !server.agent().configured()) {
            return "Agent was not configured on this server, cannot enable.\n";
        }
        server.setAgentChecking(enabled);
        return "";
    }

    /** {@code set server B/S agent up|down}. */
    static String force(final Server server, final String value) {
        if (!server.agent().enabled()) {
            return NOT_ENABLED + ".\n";
        }
        if (!value.equals("up") && !value.equals("down")) {
            return "'set server <srv> agent' expects 'up' or 'down'.\n";
        }
        server.forceAgent(value.equals("up"));
        return "";
    }

    /** {@code set server B/S agent-addr ADDRESS [port PORT]}. */
    static String address(final Server server, final CommandCall call) {
        final String text = call.word(4);
        if (text.isEmpty()) {
            return "set server <b>/<s> agent-addr requires an address and optionally a port.\n";
        }
        return update(server, text, call.word(5).equals("port") ? call.word(6) : "");
    }

    /** {@code set server B/S agent-port PORT}. */
    static String port(final Server server, final String text) {
        return text.isEmpty() ? "set server <b>/<s> agent-port requires a port.\n" : update(server, "", text);
    }

    private static String update(final Server server, final String host, final String port) {
        if (!server.agent().enabled()) {
            return NOT_ENABLED + "\n";
        }
        final InetAddress address = host.isEmpty() ? null : literal(host);
        if (!host.isEmpty() && address == null) {
            return "invalid addr '" + host + "'\n";
        }
        int number = 0;
        if (!port.isEmpty()) {
            if (!port.matches("-?\\d+")) {
                return "provided port is not an integer\n";
            }
            number = port.matches("\\d{1,9}") ? Integer.parseInt(port) : -1;
            if (number < 1 || number > MOST) {
                return "provided port is invalid\n";
            }
        }
        server.setAgentAddress(address, number);
        return "";
    }

    /** An address without asking a name server; null if it is none. */
    static InetAddress literal(final String text) {
        if (!text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return null;
        }
        try {
            return InetAddress.getByName(text);
        } catch (final UnknownHostException e) {
            return null;
        }
    }

    /** {@code set server B/S agent-send TEXT}. */
    static String send(final Server server, final String text) {
        if (!server.agent().enabled()) {
            return NOT_ENABLED + ".\n";
        }
        server.setAgentSend(text);
        return "";
    }
}
