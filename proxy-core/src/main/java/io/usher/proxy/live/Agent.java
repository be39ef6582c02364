package io.usher.proxy.live;

import io.usher.proxy.config.ServerLine.AgentCheck;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * A server's agent and what it said last (HAProxy configuration manual, 5.2 "agent-check"). Until it says otherwise the server
 * counts as up, and so it does while the agent cannot be reached. Instance lock held.
 */
public final class Agent {

    /** HAProxy's rise and fall of agents: one word is enough either way. */
    public static final int RISE = 1;
    /** See {@link #RISE}. */
    public static final int FALL = 1;
    /** Bits of {@code srv_agent_state} in {@code show servers state}. */
    private static final int IN_PROGRESS = 0x01;
    private static final int CONFIGURED = 0x02;
    private static final int ENABLED = 0x04;
    private static final int AGENT = 0x10;

    private final boolean configured;
    private boolean enabled;
    private boolean up = true;
    private boolean inProgress;
    private CheckStatus status = CheckStatus.INITIALIZING;
    private String info = "";
    private long durationMillis;
    private InetSocketAddress address;
    private Optional<String> shownAddress;
    private String send;
    private AgentOverrides set;

    /** @param at where it is asked; null = the line has none */
    Agent(final Optional<AgentCheck> check, final InetSocketAddress at) {
        configured = check.isPresent();
        enabled = configured;
        address = at;
        shownAddress = check.flatMap(AgentCheck::addr);
        send = check.map(AgentCheck::send).orElse("");
        set = AgentOverrides.none(check);
    }

    /** Whether the server has the keyword {@code agent-check}. */
    public boolean configured() {
        return configured;
    }

    /** Whether it is asked: configured, and not disabled at runtime. Maintenance does not keep it from being asked. */
    public boolean enabled() {
        return enabled;
    }

    void enabled(final boolean now) {
        enabled = now && configured;
    }

    /** Whether it keeps the server down. */
    public boolean holdsDown() {
        return enabled && !up;
    }

    /** agent_health: 1 = up, 0 = down. */
    public int level() {
        return up ? 1 : 0;
    }

    void level(final boolean nowUp) {
        up = nowUp;
    }

    /** Whether it is being asked now (the "* " before agent_status). */
    public boolean inProgress() {
        return inProgress;
    }

    void started() {
        inProgress = true;
        info = "";
    }

    void abandoned() {
        inProgress = false;
    }

    void ended(final CheckResult end) {
        inProgress = false;
        status = end.status();
        info = end.info();
        durationMillis = end.durationMillis();
    }

    /** agent_status and agent_desc. */
    public CheckStatus status() {
        return status;
    }

    /** last_agt: free text; "" = none. */
    public String info() {
        return info;
    }

    /** agent_duration, ms. */
    public long durationMillis() {
        return durationMillis;
    }

    /** Where it is asked; null where none is configured. */
    public InetSocketAddress address() {
        return address;
    }

    /** srv_agent_addr: the address if one was set for the agent itself. */
    public Optional<String> shownAddress() {
        return shownAddress;
    }

    void host(final InetAddress host) {
        address = new InetSocketAddress(host, address.getPort());
        shownAddress = Optional.of(host.getHostAddress());
        set = set.withHost(host);
    }

    /** The server has another address: an agent without an address of its own is there too. */
    void follow(final SocketAddress server) {
        if (configured && shownAddress.isEmpty() && server instanceof InetSocketAddress inet) {
            address = new InetSocketAddress(inet.getAddress(), address.getPort());
        }
    }

    void port(final int port) {
        address = new InetSocketAddress(address.getAddress(), port);
        set = set.withPort(port);
    }

    /** What it is sent upon connection; "" = nothing. */
    public String send() {
        return send;
    }

    void send(final String text) {
        send = text;
        set = set.withSend(text);
    }

    /** What of this was set at runtime. */
    AgentOverrides overrides() {
        return set;
    }

    AgentKnowledge knowledge() {
        return new AgentKnowledge(enabled, up, status, info, durationMillis);
    }

    void restore(final AgentKnowledge known) {
        enabled = known.enabled() && configured;
        up = known.up();
        status = known.status();
        info = known.info();
        durationMillis = known.durationMillis();
    }

    /** srv_agent_state: the bits of {@code show servers state}. */
    public int stateBits() {
        return configured ? AGENT | CONFIGURED | (enabled ? ENABLED : 0) | (inProgress ? IN_PROGRESS : 0) : 0;
    }
}
