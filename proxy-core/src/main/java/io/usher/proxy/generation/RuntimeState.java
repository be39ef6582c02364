package io.usher.proxy.generation;

import io.usher.proxy.live.AdminState;
import io.usher.proxy.live.AgentKnowledge;
import io.usher.proxy.live.AgentOverrides;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.CheckStatus;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.OperationalState;
import io.usher.proxy.live.Server;
import io.usher.proxy.live.ServerHealth;
import io.usher.proxy.live.ServerOverrides;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The text in which a server's runtime values, health and what its agent said travel between generations:
 * {@code server BACKEND NAME} and {@code name=value} words, all percent-encoded; words that the reader does not know are
 * passed over, so that a later version may say more. Each text says everything of one server, so that the last one decides.
 * Takes the instance lock itself.
 */
public final class RuntimeState {
    private static final String KIND = "server";

    private final Instance instance;
    private final FrontendState frontends;

    public RuntimeState(final Instance instance) {
        this.instance = instance;
        this.frontends = new FrontendState(instance);
    }

    /** {@return the text of every server that is checked, has an agent, or has values set at runtime} */
    public List<String> export() {
        final List<String> all = new ArrayList<>();
        instance.lock().lock();
        try {
            for (final Backend backend : instance.backends()) {
                for (final Server server : backend.servers()) {
                    if (server.health().checked() || server.agent().configured() || !server.overrides().isEmpty()) {
                        all.add(export(server));
                    }
                }
            }
        } finally {
            instance.lock().unlock();
        }
        all.addAll(frontends.export());
        return all;
    }

    /** {@return the text of one server; instance lock held} */
    public String export(final Server server) {
        final ServerOverrides o = server.overrides();
        final StringBuilder text = new StringBuilder(KIND).append(' ').append(encode(server.backend().name())).append(' ')
            .append(encode(server.name()));
        word(text, "configured-admin", o.configuredAdminState());
        word(text, "configured-weight", o.configuredWeight());
        word(text, "configured-maxconn", o.configuredMaxconn());
        word(text, "configured-address", o.configuredAddress());
        o.address().ifPresent(v -> word(text, "address", NetUtil.toSocketAddressString(v)));
        o.adminState().ifPresent(v -> word(text, "admin", v));
        o.weight().ifPresent(v -> word(text, "weight", v));
        o.maxconn().ifPresent(v -> word(text, "maxconn", v));
        if (server.health().checked()) {
            final ServerHealth h = server.exportHealth();
            word(text, "state", h.state());
            word(text, "level", h.level());
            word(text, "status", h.status());
            word(text, "result", h.result());
            word(text, "code", h.code());
            word(text, "info", h.info() == null ? "" : h.info());
            word(text, "duration", h.durationMillis());
        }
        if (server.agent().configured()) {
            final AgentKnowledge a = server.exportAgent();
            word(text, "agent-enabled", a.enabled());
            word(text, "agent-up", a.up());
            word(text, "agent-status", a.status());
            word(text, "agent-info", a.info());
            word(text, "agent-duration", a.durationMillis());
            words(text, server.agentOverrides());
        }
        word(text, "changed", server.secondsSinceChange());
        return text.toString();
    }

    private static void words(final StringBuilder text, final AgentOverrides o) {
        word(text, "configured-agent-addr", o.configuredHost());
        word(text, "configured-agent-port", o.configuredPort());
        word(text, "configured-agent-send", o.configuredSend());
        o.host().ifPresent(v -> word(text, "agent-addr", v.getHostAddress()));
        o.port().ifPresent(v -> word(text, "agent-port", v));
        o.send().ifPresent(v -> word(text, "agent-send", v));
    }

    private static void word(final StringBuilder text, final String name, final Object value) {
        text.append(' ').append(name).append('=').append(encode(value.toString()));
    }

    private static String encode(final String s) {
        return URLEncoder.encode(s, StandardCharsets.UTF_8);
    }

    private static String decode(final String s) {
        return URLDecoder.decode(s, StandardCharsets.UTF_8);
    }

    /**
     * Applies a text. Servers that this configuration has not, health where it checks nothing, and the words of an agent where
     * it asks none, are passed over.
     *
     * @throws IllegalArgumentException naming the text and what is wrong with it
     */
    public void apply(final String text) {
        if (FrontendState.isOne(text)) {
            frontends.apply(text);
            return;
        }
        final String[] words = text.split(" ");
        if (words.length < 3 || !words[0].equals(KIND)) {
            throw new IllegalArgumentException("value '" + text + "' (expected: server BACKEND NAME ...)");
        }
        final Map<String, String> values = new HashMap<>();
        for (int i = 3; i < words.length; i++) {
            final int equals = words[i].indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("word '" + words[i] + "' of '" + text + "' (expected: NAME=VALUE)");
            }
            values.put(words[i].substring(0, equals), decode(words[i].substring(equals + 1)));
        }
        instance.lock().lock();
        try {
            final Optional<Server> server = instance.backend(decode(words[1])).flatMap(b -> b.server(decode(words[2])));
            server.ifPresent(s -> apply(s, values));
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException("value '" + text + "': " + e.getMessage(), e);
        } finally {
            instance.lock().unlock();
        }
    }

    private static void apply(final Server server, final Map<String, String> values) {
        final ServerOverrides wanted = new ServerOverrides(
            Optional.ofNullable(values.get("admin")).map(AdminState::valueOf),
            AdminState.valueOf(values.getOrDefault("configured-admin", AdminState.READY.name())),
            number(values, "weight"), number(values, "configured-weight").orElse(-1),
            number(values, "maxconn"), number(values, "configured-maxconn").orElse(-1),
            Optional.ofNullable(values.get("address")).map(RuntimeState::address),
            values.getOrDefault("configured-address", ""));
        final ServerOverrides now = server.overrides();
        if (!wanted.equals(now)) {
            // A value taken back to the configured one is not in the text: only where both configure the same it is told apart.
            server.apply(withResets(wanted, now, server));
        }
        final long changed = Long.parseLong(values.getOrDefault("changed", "0"));
        if (values.containsKey("agent-up")) {
            server.importAgent(agent(values), changed);
            server.apply(agentOverrides(values));
        }
        if (server.health().checked() && values.containsKey("state")) {
            final ServerHealth health = health(values, changed);
            final ServerHealth known = server.exportHealth();
            if (health.state() != known.state() || health.level() != known.level() || health.status() != known.status()) {
                server.importHealth(health);
            }
        }
    }

    /** What is overridden here and not there is set back to the configured value. */
    private static ServerOverrides withResets(final ServerOverrides wanted, final ServerOverrides now, final Server server) {
        return new ServerOverrides(
            wanted.adminState().or(() -> now.adminState().map(s -> now.configuredAdminState())), wanted.configuredAdminState(),
            wanted.weight().isPresent() || now.weight().isEmpty() ? wanted.weight() : OptionalInt.of(now.configuredWeight()),
            wanted.configuredWeight(),
            wanted.maxconn().isPresent() || now.maxconn().isEmpty() ? wanted.maxconn() : OptionalInt.of(now.configuredMaxconn()),
            wanted.configuredMaxconn(),
            wanted.address().or(() -> now.address().map(moved -> (InetSocketAddress) server.configuredAddress())),
            wanted.configuredAddress());
    }

    private static InetSocketAddress address(final String text) {
        final int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("address '" + text + "' (expected: ADDRESS:PORT)");
        }
        return new InetSocketAddress(host(text.substring(0, colon).replaceAll("[\\[\\]]", "")),
            Integer.parseInt(text.substring(colon + 1)));
    }

    private static InetAddress host(final String text) {
        final byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes == null) {
            throw new IllegalArgumentException("address '" + text + "' (expected: an IP address)");
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (final UnknownHostException e) {
            throw new IllegalArgumentException("address '" + text + "' (expected: an IP address)", e);
        }
    }

    private static OptionalInt number(final Map<String, String> values, final String name) {
        final String text = values.get(name);
        return text == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
    }

    private static ServerHealth health(final Map<String, String> values, final long changed) {
        return new ServerHealth(OperationalState.valueOf(values.get("state")),
            Integer.parseInt(values.getOrDefault("level", "0")),
            CheckStatus.valueOf(values.getOrDefault("status", CheckStatus.values()[0].name())),
            CheckStatus.Result.valueOf(values.getOrDefault("result", CheckStatus.Result.values()[0].name())),
            Integer.parseInt(values.getOrDefault("code", "0")), values.getOrDefault("info", ""),
            Long.parseLong(values.getOrDefault("duration", "0")), changed);
    }

    private static AgentKnowledge agent(final Map<String, String> values) {
        return new AgentKnowledge(Boolean.parseBoolean(values.getOrDefault("agent-enabled", "true")),
            Boolean.parseBoolean(values.get("agent-up")),
            CheckStatus.valueOf(values.getOrDefault("agent-status", CheckStatus.INITIALIZING.name())),
            values.getOrDefault("agent-info", ""), Long.parseLong(values.getOrDefault("agent-duration", "0")));
    }

    /** A text of a version that says nothing of these sets none of them. */
    private static AgentOverrides agentOverrides(final Map<String, String> values) {
        return new AgentOverrides(Optional.ofNullable(values.get("agent-addr")).map(RuntimeState::host),
            values.getOrDefault("configured-agent-addr", ""), number(values, "agent-port"),
            number(values, "configured-agent-port").orElse(0), Optional.ofNullable(values.get("agent-send")),
            values.getOrDefault("configured-agent-send", ""));
    }
}
