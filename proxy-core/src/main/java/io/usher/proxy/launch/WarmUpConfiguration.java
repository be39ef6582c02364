package io.usher.proxy.launch;

import io.usher.proxy.config.BalanceAlgorithm;
import io.usher.proxy.config.Bind;
import io.usher.proxy.config.BindAddress;
import io.usher.proxy.config.Configuration;
import io.usher.proxy.config.Global;
import io.usher.proxy.config.Mode;
import io.usher.proxy.config.Options;
import io.usher.proxy.config.Position;
import io.usher.proxy.config.Proxy;
import io.usher.proxy.config.ProxyKind;
import io.usher.proxy.config.RetryOn;
import io.usher.proxy.config.ServerLine;
import io.usher.proxy.config.Timeouts;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** The configuration of {@link WarmUp}: one listen section on a free loopback port, with one server of one seat. */
final class WarmUpConfiguration {
    private static final Position NOWHERE = new Position("warm-up", 1);
    private static final int LIMIT = 10_000;

    private WarmUpConfiguration() {
    }

    static Configuration forServer(final InetSocketAddress address) {
        final Global global = new Global(List.of(), Optional.empty(), Optional.empty(), -1, -1, List.of(), LIMIT, 1,
                Optional.empty(), 1, false, 10, 0, 0, 0, Optional.empty(), false, true, "", Optional.empty(), Optional.empty(),
                16_384, 1_024);
        return new Configuration(global, List.of(section(address)), List.of());
    }

    private static Proxy section(final InetSocketAddress address) {
        final Bind bind = new Bind(new BindAddress.Inet("127.0.0.1", 0), 0, 0, Optional.empty(), -1, Optional.empty(),
                Optional.empty(), false, NOWHERE);
        final ServerLine server = new ServerLine(1, "s", new BindAddress.Inet("127.0.0.1", address.getPort()), 1, 1, 0, false,
                false, Optional.empty(), Optional.empty(), Optional.empty(), NOWHERE);
        final Timeouts timeouts = new Timeouts(LIMIT, 0, LIMIT, LIMIT, 0, LIMIT, LIMIT, LIMIT, 0, 0, 0, 0);
        final Options options = new Options(true, false, false, false, false, 0, false, Options.ConnectionMode.KEEP_ALIVE,
                Optional.empty(), Optional.empty(), false);
        return new Proxy(2, "warm-up", ProxyKind.LISTEN, Mode.HTTP, false, List.of(bind), List.of(server), 0, 0, 0, timeouts,
                BalanceAlgorithm.ROUNDROBIN, 0, RetryOn.DEFAULT, options, List.of(), List.of(), Optional.empty(), List.of(),
                Proxy.HttpReuse.SAFE, NOWHERE);
    }
}
