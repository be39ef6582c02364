package io.usher.proxy.traffic;

import io.netty.channel.unix.UnixChannel;
import io.usher.proxy.seat.Take;

/** A held connection's departure: posts everything to the loop it lives, or lived, on. */
final class LeavingHold implements HoldDeparture {

    private final PassableHold hold;

    LeavingHold(final PassableHold hold) {
        this.hold = hold;
    }

    @Override
    public Take take() {
        return hold.take();
    }

    @Override
    public void leave(final Answer answer) {
        post(() -> unread(answer));
    }

    private void unread(final Answer answer) {
        if (!hold.passable()) {
            answer.ended();
            return;
        }
        if (hold.channel().unsafe().outboundBuffer() != null
            && hold.channel().unsafe().outboundBuffer().totalPendingWriteBytes() > 0) {
            hold.sendFin(); // What is not written cannot be passed on.
        }
        hold.channel().config().setAutoRead(false);
        // A read that the loop had planned already comes before the second task.
        hold.channel().deregister().addListener(done -> hold.home().loop().execute(() -> pack(answer)));
    }

    private void pack(final Answer answer) {
        if (!hold.passable()) {
            answer.ended();
        } else {
            final String watch = hold.pack().text();
            answer.packed(((UnixChannel) hold.channel()).fd().intValue(), watch);
        }
    }

    @Override
    public void gone() {
        post(hold::passed);
    }

    @Override
    public void stays() {
        post(hold::kept);
    }

    private void post(final Runnable task) {
        hold.home().loop().execute(task);
    }
}
