package io.usher.proxy.check;

import io.usher.proxy.live.CheckStatus;
import io.usher.proxy.seat.Errand;
import io.usher.proxy.seat.SeatConnection;
import io.usher.proxy.seat.Take;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * One HTTP check that an idle connection of traffic carries. On the check's loop, but for the call-backs of {@link Errand},
 * which post there.
 */
final class CarriedProbe implements Round, Errand {

    private final Object owner;
    private final Exchange exchange;
    private final CheckLoop loop;
    private final Hearer hearer;
    private Runnable cancelLimit = () -> { };
    private Runnable dismiss = () -> { };
    private boolean judged;

    /** Who hears how it goes, on the check's loop. */
    interface Hearer {

        /** The verdict; once, unless {@link #unproven} is heard. */
        void verdict(Exchange.Verdict verdict);

        /** The connection ended before it brought anything: no verdict. The take is for a fresh one; null = ask again. */
        void unproven(CarriedProbe probe, Take rest);

        /** Neither connection nor seat is the check's any more. */
        void over(CarriedProbe probe);
    }

    CarriedProbe(final Object owner, final Exchange exchange, final CheckLoop loop, final Hearer hearer) {
        this.owner = owner;
        this.exchange = exchange;
        this.loop = loop;
        this.hearer = hearer;
    }

    /** Sends it off. Lock held. */
    void start(final SeatConnection connection, final long limitNanos) {
        cancelLimit = loop.schedule(this::tookTooLong, limitNanos);
        dismiss = connection.carry(this);
    }

    private void tookTooLong() {
        judge(new Exchange.Verdict(exchange.timeout(), 0, ""));
        dismiss.run();
    }

    @Override
    public void giveUp() {
        cancelLimit.run();
        judged = true;
        dismiss.run();
    }

    private void judge(final Exchange.Verdict verdict) {
        cancelLimit.run();
        if (!judged) {
            judged = true;
            hearer.verdict(verdict);
        }
    }

    @Override
    public byte[] request() {
        return exchange.keptRequest();
    }

    @Override
    public void answered(final int status, final String reason) {
        final String head = "HTTP/1.1 " + status + " " + reason + "\r\n\r\n";
        loop.execute(() -> exchange.received(head.getBytes(StandardCharsets.ISO_8859_1)).ifPresent(this::judge));
    }

    @Override
    public void unintelligible() {
        loop.execute(() -> judge(new Exchange.Verdict(CheckStatus.L7RSP, 0, "")));
    }

    @Override
    public void ended(final Take rest) {
        loop.execute(() -> {
            cancelLimit.run();
            judged = true;
            hearer.unproven(this, rest);
        });
    }

    @Override
    public void over() {
        loop.execute(() -> hearer.over(this));
    }

    @Override
    public String toString() {
        return owner.toString();
    }
}
