package io.usher.proxy.traffic;

import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import io.usher.proxy.config.LogTarget;
import java.io.IOException;

/**
 * One departure of a client: off its loop, packed, sent; closed here once the successor has it, else back on its loop. Posts
 * everything to the loop that the client lives, or lived, on. An old departure of a client that has another one by now does
 * nothing.
 */
final class LeavingClient implements Departure {

    /** WAITING for its turn; PACKING: the loop is letting go of it; AWAY: off its loop, perhaps sent; OVER: settled. */
    private enum State { WAITING, PACKING, AWAY, OVER }

    private final ClientConnection client;
    /** The want it queues with; null = it is between requests. */
    private final SeatSeeker.SeatWant want;
    private State state = State.WAITING;
    private Luggage luggage;
    private boolean wasReading;
    private boolean calledBack;
    private boolean inputClosed;

    LeavingClient(final ClientConnection client, final SeatSeeker.SeatWant want) {
        this.client = client;
        this.want = want;
    }

    @Override
    public void leave(final Answer answer) {
        post(() -> leaveNow(answer));
    }

    @Override
    public void gone() {
        post(this::closeCopy);
    }

    @Override
    public void refused() {
        post(() -> {
            client.refused(want != null);
            backNow();
        });
    }

    @Override
    public void back() {
        post(this::backNow);
    }

    @Override
    public void close() {
        post(this::closeCopy);
    }

    private void post(final Runnable task) {
        client.shelf().loop().execute(task);
    }

    // ---- on the client's loop

    /** Whether it is off its loop. */
    boolean away() {
        return state == State.PACKING || state == State.AWAY;
    }

    /** The client's FIN was seen while the loop was letting go of it. */
    void inputClosed() {
        inputClosed = true;
    }

    private void leaveNow(final Answer answer) {
        if (!client.mayLeaveBy(this, want)) {
            state = State.OVER;
            answer.ended();
            return;
        }
        if (client.unsent() || !client.stream().move().portable()) {
            client.refused(want != null);
            backNow();
            state = State.OVER;
            answer.stays();
            return;
        }
        state = State.PACKING;
        luggage = new Luggage();
        wasReading = client.channel().config().isAutoRead();
        client.departs(this, luggage);
        // A read that the loop had planned already comes before the second task, and is packed.
        client.channel().deregister().addListener(done -> post(() -> pack(answer)));
    }

    private void pack(final Answer answer) {
        if (client.over()) {
            state = State.OVER;
            answer.ended();
            return;
        }
        state = State.AWAY;
        if (calledBack) {
            backNow();
            answer.ended();
            return;
        }
        final Channel channel = client.channel();
        final int descriptor = ((UnixChannel) channel).fd().intValue();
        try {
            luggage.socket = SocketIdentity.of(descriptor);
        } catch (final IOException e) {
            client.engine().event(LogTarget.Severity.WARNING, client.entrance().frontend().section(),
                "A client stays with the finishing generation: " + e.getMessage());
            stay(answer);
            return;
        }
        client.pack(luggage);
        final String text = luggage.pack();
        if (text == null) {
            stay(answer);
        } else {
            answer.packed(descriptor, text);
        }
    }

    private void stay(final Answer answer) {
        client.refused(want != null);
        backNow();
        answer.stays();
    }

    private void closeCopy() {
        if (state == State.AWAY) {
            client.close();
            state = State.OVER;
        }
    }

    private void backNow() {
        switch (state) {
            case WAITING -> client.staysAfter(this, null, false);
            case PACKING -> calledBack = true; // The loop has to let go of it first.
            case AWAY -> {
                state = State.OVER;
                if (!client.over()) {
                    register();
                }
            }
            default -> {
                // Settled.
            }
        }
    }

    private void register() {
        client.shelf().loop().register(client.channel()).addListener(registered -> {
            if (!registered.isSuccess() || !client.channel().isActive()) {
                client.broken();
            }
        });
        if (!client.over()) {
            client.reading(wasReading);
            client.staysAfter(this, luggage, inputClosed);
        }
    }
}
