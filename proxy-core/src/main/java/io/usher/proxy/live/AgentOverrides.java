package io.usher.proxy.live;

import io.usher.proxy.config.ServerLine.AgentCheck;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where and how a server's agent is asked as it was set at runtime (HAProxy management manual, 9.3 "set server", agent-addr,
 * agent-port, agent-send), each with the configured value it overrides. A value whose configuration has changed since is not
 * carried over.
 *
 * @param host           set at runtime; empty = as configured
 * @param configuredHost as it stands in the server line; "" = none: the server's
 * @param port           set at runtime, 1 to 65535
 * @param configuredPort of the server line; 0 = it has no agent
 * @param send           set at runtime; "" = nothing is sent
 * @param configuredSend of the server line
 */
public record AgentOverrides(Optional<InetAddress> host, String configuredHost, OptionalInt port, int configuredPort,
                             Optional<String> send, String configuredSend) {

    static AgentOverrides none(final Optional<AgentCheck> line) {
        return new AgentOverrides(Optional.empty(), line.flatMap(AgentCheck::addr).orElse(""), OptionalInt.empty(),
            line.map(AgentCheck::port).orElse(0), Optional.empty(), line.map(AgentCheck::send).orElse(""));
    }

    AgentOverrides withHost(final InetAddress now) {
        return new AgentOverrides(Optional.of(now), configuredHost, port, configuredPort, send, configuredSend);
    }

    AgentOverrides withPort(final int now) {
        return new AgentOverrides(host, configuredHost, OptionalInt.of(now), configuredPort, send, configuredSend);
    }

    AgentOverrides withSend(final String now) {
        return new AgentOverrides(host, configuredHost, port, configuredPort, Optional.of(now), configuredSend);
    }

    /** Sets these values at a server, each where it was set and the server line there has the same to override. */
    void applyTo(final Server server) {
        final AgentOverrides there = server.agent().overrides();
        if (configuredHost.equals(there.configuredHost) && host.isPresent() && !host.equals(there.host)) {
            server.setAgentAddress(host.get(), 0);
        }
        if (configuredPort == there.configuredPort && port.isPresent() && !port.equals(there.port)) {
            server.setAgentAddress(null, port.getAsInt());
        }
        if (configuredSend.equals(there.configuredSend) && send.isPresent() && !send.equals(there.send)) {
            server.setAgentSend(send.get());
        }
    }
}
