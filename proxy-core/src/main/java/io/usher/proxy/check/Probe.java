package io.usher.proxy.check;

import io.usher.proxy.live.CheckStatus;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.Server;
import io.usher.proxy.seat.HoldReason;
import io.usher.proxy.seat.SeatConnection;
import io.usher.proxy.seat.Take;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One check on a connection of its own, and the seat it took for it. The verdict is told as soon as it is known; the seat is
 * freed only when the server has closed too, or the connection was never established. On the check's loop.
 */
final class Probe implements Round, CheckTransport.Listener {

    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final Server server;
    private final SocketAddress address;
    private final Exchange exchange;
    private final Take take;
    private final Consumer<Exchange.Verdict> onVerdict;
    private final Runnable onOver;
    private final CheckLoop loop;
    private final Limits limits;
    private CheckTransport.Connection connection;
    private Runnable cancelLimit = () -> { };
    private boolean connected;
    private boolean judged;

    /**
     * How long a check may take.
     *
     * @param connectNanos  until connected, or in all where {@code exchangeNanos} is 0
     * @param exchangeNanos from connected until a verdict; 0 = {@code connectNanos} goes on
     * @param closeNanos    from our FIN until the seat counts as held
     */
    record Limits(long connectNanos, long exchangeNanos, long closeNanos) {
    }

    /**
     * A probe.
     *
     * @param address   where it connects
     * @param take      the seat; null = the address needs none
     * @param onVerdict hears the verdict, once
     * @param onOver    hears that connection and seat are gone, once
     */
    Probe(final Server server, final SocketAddress address, final Exchange exchange, final Take take, final CheckLoop loop,
          final Limits limits,
          final Consumer<Exchange.Verdict> onVerdict, final Runnable onOver) {
        this.server = server;
        this.address = address;
        this.exchange = exchange;
        this.take = take;
        this.loop = loop;
        this.limits = limits;
        this.onVerdict = onVerdict;
        this.onOver = onOver;
    }

    void start(final CheckTransport transport) {
        if (judged) {
            return;
        }
        cancelLimit = loop.schedule(this::tookTooLong, limits.connectNanos());
        connection = transport.connect(loop, address, this);
    }

    @Override
    public void giveUp() {
        if (!judged) {
            judged = true;
            end(false);
        }
    }

    @Override
    public void connected() {
        connected = true;
        if (judged) {
            return;
        }
        if (take != null) {
            underLock(() -> server.backend().instance().ledger().connected(take, new OwnConnection(loop.shelf())));
        }
        if (limits.exchangeNanos() > 0) {
            cancelLimit.run();
            cancelLimit = loop.schedule(this::tookTooLong, limits.exchangeNanos());
        }
        final byte[] request = exchange.request();
        if (request.length > 0) {
            connection.send(request);
        }
        exchange.connected().ifPresent(verdict -> judge(verdict, false));
    }

    @Override
    public void received(final byte[] bytes) {
        if (!judged) {
            exchange.received(bytes).ifPresent(verdict -> judge(verdict, false));
        }
    }

    @Override
    public void closed(final Optional<String> error) {
        cancelLimit.run();
        free();
        if (!judged) {
            judged = true;
            onVerdict.accept(verdictOfClosing(error));
        }
        onOver.run();
    }

    private Exchange.Verdict verdictOfClosing(final Optional<String> error) {
        if (connected) {
            return error.map(text -> new Exchange.Verdict(CheckStatus.SOCKERR, 0, text)).orElseGet(exchange::closed);
        }
        final String text = error.orElse("");
        final boolean local = text.startsWith(CheckTransport.LOCAL_ERROR);
        return new Exchange.Verdict(local ? CheckStatus.SOCKERR : CheckStatus.L4CON, 0, text);
    }

    private void tookTooLong() {
        judge(new Exchange.Verdict(connected ? exchange.timeout() : CheckStatus.L4TOUT, 0, ""), true);
    }

    private void judge(final Exchange.Verdict verdict, final boolean serverAtWork) {
        judged = true;
        onVerdict.accept(verdict);
        end(serverAtWork);
    }

    /** Closes from our side. An established connection with a seat is watched until the server has closed too. */
    private void end(final boolean serverAtWork) {
        cancelLimit.run();
        if (take == null && connection != null) {
            connection.abort();
        }
        if (take == null || connection == null || !connection.finish()) {
            free();
            onOver.run();
            return;
        }
        if (serverAtWork) {
            hold();
        } else {
            cancelLimit = loop.schedule(this::hold, limits.closeNanos());
        }
    }

    /** The server has not closed: its seat is on hold until it does, or until {@code timeout hold} where that is set. */
    private void hold() {
        final int bound = server.backend().section().timeouts().hold();
        underLock(() -> {
            final Instance instance = server.backend().instance();
            if (take.state() == Take.State.IN_WORK) {
                instance.ledger().hold(take, HoldReason.CHECK_TIMEOUT,
                    bound > 0 ? instance.clock().nanoTime() + bound * NANOS_PER_MILLI : 0);
            }
        });
        if (bound > 0) {
            cancelLimit = loop.schedule(this::holdExpired, (bound + 1) * NANOS_PER_MILLI);
        }
    }

    private void holdExpired() {
        connection.abort();
        underLock(() -> {
            final Instance instance = server.backend().instance();
            instance.ledger().expired(instance.clock().nanoTime());
        });
        free();
        onOver.run();
    }

    private void free() {
        if (take != null) {
            underLock(() -> {
                if (take.state() != Take.State.RELEASED) {
                    server.backend().instance().ledger().release(take);
                }
            });
        }
    }

    private void underLock(final Runnable action) {
        final Instance instance = server.backend().instance();
        instance.lock().lock();
        try {
            action.run();
        } finally {
            instance.lock().unlock();
        }
    }

    /** What the ledger knows of a check's connection; it is never idle. */
    private record OwnConnection(int shelf) implements SeatConnection {
        @Override
        public void closeIdle() {
            throw new IllegalStateException("a check's connection is never idle");
        }
    }
}
