package io.usher.proxy.traffic;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.usher.proxy.config.Options;
import io.usher.proxy.config.Proxy;
import io.usher.proxy.http.ConnectionOption;
import io.usher.proxy.http.HeadEdits;
import io.usher.proxy.http.RequestHead;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Frontend;
import io.usher.proxy.rule.RuleSet;
import io.usher.proxy.rule.Verdict;
import java.util.Map;
import java.util.Optional;

/** A frontend as traffic sees it: who comes in, by which rules, and to which backend. Immutable; any loop. */
final class Entrance {

    private final TrafficEngine engine;
    private final Frontend frontend;
    private final RuleSet rules;
    private final Map<Backend, RuleSet> backendRules;
    private final Optional<ForwardedFor> forwardedFor;

    Entrance(final TrafficEngine engine, final Frontend frontend, final RuleSet rules,
             final Map<Backend, RuleSet> backendRules) {
        this.engine = engine;
        this.frontend = frontend;
        this.rules = rules;
        this.backendRules = backendRules;
        this.forwardedFor = frontend.section().options().forwardFor().map(ForwardedFor::new);
    }

    Frontend frontend() {
        return frontend;
    }

    // ---- coming and going

    /** Whether no further connection may be accepted. */
    boolean full() {
        return frontend.counters().sessions.current() >= frontend.maxconn(Integer.MAX_VALUE) || engine.full();
    }

    /** A connection was accepted; goes to the loop that has the fewest. */
    void entered(final Channel child) {
        final long now = engine.clock().nanoTime();
        frontend.counters().connections.increment();
        frontend.counters().connectionRate.count(now);
        frontend.counters().acceptedSessions.increment();
        frontend.counters().sessionRate.count(now);
        frontend.counters().sessions.up();
        engine.entered(now);
        configure(child);
        final Shelf shelf = engine.emptiestShelf();
        shelf.reserve();
        final ClientConnection client = new ClientConnection(engine, this, shelf, child);
        child.pipeline().addLast(client);
        shelf.loop().register(child).addListener(registered -> {
            if (!registered.isSuccess()) {
                client.close();
            }
        });
    }

    /** A connection has come from the predecessor, which has counted and admitted it. Thread {@code generation}. */
    void arrived(final Channel child, final ArrivingClient from) {
        frontend.counters().sessions.up();
        engine.arrived();
        configure(child);
        final Shelf shelf = engine.emptiestShelf();
        shelf.reserve();
        final ClientConnection client = new ClientConnection(engine, this, shelf, child, from);
        child.pipeline().addLast(client);
        final ChannelFuture registered = from.queued() ? registerQueued(client, child) : shelf.loop().register(child);
        registered.addListener(done -> {
            if (!done.isSuccess() || !child.isActive()) {
                shelf.loop().execute(client::broken);
            }
        });
        if (full()) {
            engine.listeners().roomChanged();
        }
    }

    /** A grant, and the client's own going, find it registered and queued: both come later, or wait for the lock. */
    private ChannelFuture registerQueued(final ClientConnection client, final Channel child) {
        engine.lock();
        try {
            final ChannelFuture registered = client.shelf().loop().register(child);
            client.stream().move().queueAgain();
            return registered;
        } finally {
            engine.unlock();
        }
    }

    private static void configure(final Channel child) {
        child.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        child.config().setRecvByteBufAllocator(Connector.receiveBuffers());
        if (child instanceof EpollSocketChannel) {
            child.config().setOption(ChannelOption.TCP_NODELAY, true);
        }
    }

    /** A connection has gone. */
    void left(final ClientConnection client) {
        client.shelf().unreserve();
        final boolean wasFull = full();
        frontend.counters().sessions.down();
        engine.left(wasFull);
    }

    // ---- rules

    /** {@code tcp-request connection}, before anything is read. */
    boolean admits(final ClientConnection client) {
        return !rules.hasConnectionRules() || rules.tcpConnection(client.rules()).passes();
    }

    /** {@code tcp-request content} and {@code http-request} of the frontend; null = it passes. */
    Verdict judge(final ClientConnection client, final RequestHead head) {
        return judge(rules, client, head);
    }

    /** The rules of the backend that was chosen, unless they are the frontend's own ({@code listen}); null = it passes. */
    Verdict judge(final ClientConnection client, final RequestHead head, final Backend backend) {
        final RuleSet more = backend.section() == frontend.section() ? null : backendRules.get(backend);
        return more == null ? null : judge(more, client, head);
    }

    private static Verdict judge(final RuleSet set, final ClientConnection client, final RequestHead head) {
        if (set.hasContentRules()) {
            final Verdict verdict = set.tcpContent(client.rules());
            if (!verdict.passes()) {
                return verdict;
            }
        }
        if (head != null && set.hasRequestRules()) {
            final Verdict verdict = set.httpRequest(client.rules());
            if (!verdict.passes()) {
                return verdict;
            }
        }
        return null;
    }

    /** Where it goes; null = nowhere. */
    Backend backend(final ClientConnection client) {
        return rules.useBackend(client.rules()).orElse(null);
    }

    /** What changes in the head on its way to the server. */
    void edits(final HeadEdits edits, final RequestHead head, final ClientConnection client, final Backend backend,
               final boolean keepServer) {
        if (forwardedFor.isPresent()) {
            forwardedFor.get().edit(edits, head, client);
        } else {
            engine.forwardedFor(backend).ifPresent(option -> option.edit(edits, head, client));
        }
        connectionToServer(edits, head, keepServer);
    }

    /** What the server is told about its connection. */
    static void connectionToServer(final HeadEdits edits, final RequestHead head, final boolean keepServer) {
        edits.connection(head.upgrade() ? ConnectionOption.UPGRADE : ConnectionOption.toServer(head.version(), keepServer));
    }

    /** Frontend and backend each have a mode; the one that closes more wins (HAProxy manual, 4, "HTTP connection mode"). */
    Options.ConnectionMode connectionMode(final Backend backend) {
        final Proxy front = frontend.section();
        final Options.ConnectionMode first = front.options().connectionMode();
        final Options.ConnectionMode second = backend.section().options().connectionMode();
        return first.ordinal() >= second.ordinal() ? first : second;
    }
}
