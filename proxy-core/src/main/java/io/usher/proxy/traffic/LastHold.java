package io.usher.proxy.traffic;

import io.netty.channel.unix.Errors.NativeIoException;
import io.usher.proxy.live.SeatRequest;
import io.usher.proxy.live.Server;
import io.usher.proxy.seat.HoldReason;
import io.usher.proxy.seat.Take;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The holds of seats whose connection nobody uses any more. On the connection's loop. */
final class LastHold {

    /** ENETDOWN, ENETUNREACH, ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH, as Netty has them: negative. */
    private static final Set<Integer> SILENCE = Set.of(-100, -101, -110, -112, -113);

    private LastHold() {
    }

    /** Whether it was our kernel that ended a connection, since nothing came from the server's host: no FIN, no RST. */
    static boolean isSilence(final Throwable cause) {
        return cause instanceof NativeIoException failure && SILENCE.contains(failure.expectedErr());
    }

    /**
     * Tells the checks of it.
     *
     * @return why the seat is not free yet; null = it is: so long a silence ends any hold
     */
    static HoldReason reasonOfSilence(final TrafficEngine engine, final Server server, final Take take,
                                      final ServerConnection.State state) {
        final KeepAlive probes = KeepAlive.of(server.line().check());
        server.hostSilent(TimeUnit.SECONDS.toNanos(probes.silenceSeconds()));
        if (!engine.counted(take) || probes.restNanos() <= 0) {
            return null;
        }
        return state == ServerConnection.State.IN_USE ? HoldReason.HOST_SILENT : HoldReason.CLOSE_AWAITED;
    }

    /** We have sent our FIN: {@code timeout hold} bounds the wait for the server's. */
    static void untilClosed(final TrafficEngine engine, final Server server, final Take take, final long now) {
        engine.lock();
        try {
            final boolean held = take.state() == Take.State.ON_HOLD;
            engine.ledger().hold(take, HoldReason.CLOSE_AWAITED,
                held ? take.holdUntilNanos() : TrafficEngine.holdUntil(server, now));
        } finally {
            engine.unlock();
        }
    }

    /**
     * Nothing comes from the server's host. That may be gone, or only the network between: then the server may be at work, and
     * nobody will hear when it is done. Held as long as without the probes of checks, or until {@code timeout hold} if that is
     * sooner.
     *
     * @param why the reason, unless it is on hold already
     */
    static void ofSilentHost(final TrafficEngine engine, final Server server, final Take take, final HoldReason why,
                             final long now) {
        final long end = now + KeepAlive.of(server.line().check()).restNanos();
        engine.lock();
        try {
            final boolean held = take.state() == Take.State.ON_HOLD;
            final long bound = held ? take.holdUntilNanos() : TrafficEngine.holdUntil(server, now);
            take.holder(SeatRequest.of(take.holder()));
            engine.ledger().hold(take, held ? take.holdReason() : why, bound != 0 && bound - end < 0 ? bound : end);
        } finally {
            engine.unlock();
        }
    }
}
