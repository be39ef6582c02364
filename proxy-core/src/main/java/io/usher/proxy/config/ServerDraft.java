package io.usher.proxy.config;

import java.util.Optional;

/** A {@code server} line, or what {@code default-server} says of all, while it is being read. */
final class ServerDraft {
    int weight = 1;
    int maxconn;
    int maxqueue;
    boolean backup;
    boolean disabled;
    /** {@code enabled} was said last; matters to a server added at runtime only. */
    boolean enabled;
    boolean check;
    int inter = 2_000;
    int fastinter;
    int downinter;
    int rise = 2;
    int fall = 3;
    String checkAddress;
    int checkPort;
    boolean agentCheck;
    int agentInter = 2_000;
    /** Null = as {@link #checkAddress}. */
    String agentAddress;
    /** 0 = as {@link #checkPort}. */
    int agentPort;
    String agentSend = "";
    String seatOf;

    /** A draft that begins with what is set here. */
    ServerDraft copy() {
        final ServerDraft copy = new ServerDraft();
        copy.weight = weight;
        copy.maxconn = maxconn;
        copy.maxqueue = maxqueue;
        copy.backup = backup;
        copy.disabled = disabled;
        copy.enabled = enabled;
        copy.check = check;
        copy.inter = inter;
        copy.fastinter = fastinter;
        copy.downinter = downinter;
        copy.rise = rise;
        copy.fall = fall;
        copy.checkAddress = checkAddress;
        copy.checkPort = checkPort;
        copy.agentCheck = agentCheck;
        copy.agentInter = agentInter;
        copy.agentAddress = agentAddress;
        copy.agentPort = agentPort;
        copy.agentSend = agentSend;
        copy.seatOf = seatOf;
        return copy;
    }

    ServerLine build(final int id, final String name, final BindAddress address, final Position position) {
        final Optional<ServerLine.ServerCheck> checks = check ? Optional.of(new ServerLine.ServerCheck(inter, fastinter,
                downinter, rise, fall, Optional.ofNullable(checkAddress), checkPort)) : Optional.empty();
        return new ServerLine(id, name, address, weight, maxconn, maxqueue, backup, disabled, checks, agent(),
                Optional.ofNullable(seatOf), position);
    }

    private Optional<ServerLine.AgentCheck> agent() {
        return agentCheck ? Optional.of(new ServerLine.AgentCheck(agentInter,
                Optional.ofNullable(agentAddress == null ? checkAddress : agentAddress), effectiveAgentPort(), agentSend))
                : Optional.empty();
    }

    private int effectiveAgentPort() {
        return agentPort > 0 ? agentPort : checkPort;
    }

    /**
     * Makes sure an agent can be asked.
     *
     * @throws StatementException if nobody said where it listens
     */
    void requireAgentPort(final String name, final String where) throws StatementException {
        if (agentCheck && effectiveAgentPort() == 0) {
            throw new StatementException(where + " : server " + name
                + " does not have agent port. Agent check has been disabled.");
        }
    }
}
