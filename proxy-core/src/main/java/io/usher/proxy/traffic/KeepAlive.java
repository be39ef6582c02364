package io.usher.proxy.traffic;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.usher.proxy.config.ServerLine.ServerCheck;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How the kernel finds out that a server's host has vanished while a connection waits for it: so long a silence, then so many
 * probes, as far apart. A host that is only busy answers them: its kernel does. Probes do not run while data is on its way to
 * the server; then the kernel's own limit for sending again holds (tcp(7), tcp_retries2). TCP_USER_TIMEOUT would end that sooner,
 * but a server too that is at work and reads nothing meanwhile, whose window is closed: its seat would be sold twice.
 *
 * @param seconds before the first probe, and between two
 * @param probes  that stay unanswered
 */
record KeepAlive(int seconds, int probes) {

    /** Where no check says how soon: found out after 5 s + 3 x 5 s. Nothing that is held ends by silence before that. */
    static final KeepAlive UNCHECKED = new KeepAlive(5, 3);
    private static final int MILLIS = 1_000;

    /**
     * As the checks of a server would find it out: probes at {@code inter}, rounded up to the kernel's unit, and {@code fall} of
     * them. Never later than without checks.
     */
    static KeepAlive of(final Optional<ServerCheck> check) {
        return check.map(settings -> {
            final int seconds = (int) Math.max(1, Math.min(UNCHECKED.seconds, (settings.inter() - 1L + MILLIS) / MILLIS));
            final int most = UNCHECKED.silenceSeconds() / seconds - 1;
            return new KeepAlive(seconds, Math.max(1, Math.min(most, settings.fall())));
        }).orElse(UNCHECKED);
    }

    /** How long the host has said nothing when the connection ends by that. */
    int silenceSeconds() {
        return seconds * (1 + probes);
    }

    /** How much longer the seat of such a connection is held, ns: the network may have failed, and the server be at work. */
    long restNanos() {
        return TimeUnit.SECONDS.toNanos(UNCHECKED.silenceSeconds() - silenceSeconds());
    }

    void set(final Channel channel) {
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, seconds);
        channel.config().setOption(EpollChannelOption.TCP_KEEPINTVL, seconds);
        channel.config().setOption(EpollChannelOption.TCP_KEEPCNT, probes);
    }
}
