package io.usher.proxy.traffic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.usher.proxy.seat.SeatConnection;
import io.usher.proxy.seat.Take;
import java.io.IOException;

/**
 * A server connection on hold that came from the predecessor: reads and discards until the server has closed, then frees the
 * seat. If it is still open toward the server, it is half-closed where the answer ends, or {@code timeout server} does. No
 * request of this generation ever uses it. On its loop, but for what {@link HoldArrival} and {@link SeatConnection} say.
 */
final class ArrivingHold extends ChannelInboundHandlerAdapter implements PassableHold, HoldArrival, DiscardedAnswer {

    private final TrafficEngine engine;
    private final Shelf shelf;
    private final Channel channel;
    private final HoldWatch watch;
    private final AnswerReader answers;
    private final Deadline serverLimit;
    /** Written before its loop runs it. */
    private Take take;
    private boolean framed;
    private boolean finSent;
    private boolean away;
    /** It was registered with its loop once. */
    private boolean onLoop;
    private boolean begun;
    private boolean ended;

    /**
     * Looks whether it can be watched here; registers nothing yet.
     *
     * @param descriptor the caller's to close if this throws
     * @throws IllegalArgumentException if it cannot, and why
     */
    ArrivingHold(final TrafficEngine engine, final int descriptor, final String text) {
        this.engine = engine;
        watch = HoldWatch.parse(text);
        try {
            channel = watch.unix() ? new EpollDomainSocketChannel(descriptor) : new EpollSocketChannel(descriptor);
        } catch (final ChannelException e) {
            throw new IllegalArgumentException("descriptor " + descriptor + ": " + e.getMessage(), e);
        }
        shelf = engine.emptiestShelf();
        answers = new AnswerReader(channel.alloc(), engine.limits());
        serverLimit = new Deadline(shelf.deadlines(), this::sendFin);
    }

    @Override
    public SeatConnection connection() {
        return this;
    }

    @Override
    public void begin(final Take seat, final boolean alone) {
        take = seat;
        begun = true;
        Connector.configure(channel, KeepAlive.UNCHECKED);
        channel.pipeline().addLast(this);
        engine.serverConnectionOpened();
        shelf.loop().execute(() -> start(alone));
    }

    private void start(final boolean alone) {
        if (ended) {
            return;
        }
        finSent = watch.finSent();
        framed = alone && !finSent && watch.method() != null;
        if (framed) {
            answers.expect(this, watch.method(), watch.upgradeAsked());
            serverLimit.nanos(shelf.now(), watch.serverLeftNanos());
        }
        register();
    }

    private void register() {
        onLoop = true;
        shelf.loop().register(channel).addListener(registered -> {
            if (!registered.isSuccess() || !channel.isActive()) {
                end();
            } else {
                if (!framed) {
                    sendFin();
                }
                channel.config().setAutoRead(true);
            }
        });
    }

    // ---- the ledger's view

    @Override
    public int shelf() {
        return shelf.index();
    }

    /** {@inheritDoc} It is never idle. */
    @Override
    public void closeIdle() {
        shelf.loop().execute(this::sendFin);
    }

    /** The seat's bound of hold has passed, or an operator has ended it. */
    void expired() {
        if (!away && !ended) {
            ended = true;
            forget();
        }
    }

    // ---- what the server says

    @Override
    public void channelRead(final ChannelHandlerContext ctx, final Object message) {
        final ByteBuf bytes = (ByteBuf) message;
        if (framed && !ended) {
            answers.feed(bytes);
        } else {
            bytes.release();
        }
    }

    @Override
    public void userEventTriggered(final ChannelHandlerContext ctx, final Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            end();
        }
    }

    @Override
    public void channelInactive(final ChannelHandlerContext ctx) {
        end();
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
        if (!(cause instanceof IOException)) {
            engine.internalError("a hold from the previous generation, " + channel, cause);
        }
        end();
    }

    private void end() {
        if (ended || away) {
            return;
        }
        ended = true;
        engine.free(take);
        forget();
    }

    private void forget() {
        serverLimit.end();
        answers.free();
        if (onLoop) {
            channel.close();
        } else {
            channel.unsafe().closeForcibly();
        }
        if (begun) {
            engine.serverConnectionClosed();
        }
    }

    // ---- the answer

    @Override
    public void complete() {
        sendFin();
    }

    // ---- on to the generation after this

    @Override
    public Shelf home() {
        return shelf;
    }

    @Override
    public Take take() {
        return take;
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public boolean passable() {
        return !ended && !away && channel.isActive();
    }

    @Override
    public void sendFin() {
        if (!finSent && channel.isActive()) {
            finSent = true;
            ((DuplexChannel) channel).shutdownOutput();
        }
    }

    @Override
    public HoldWatch pack() {
        away = true;
        final boolean unseen = !framed || answers.begun();
        final long left = serverLimit.left(shelf.now());
        serverLimit.clear();
        return new HoldWatch(watch.unix(), finSent, unseen ? null : watch.method(), watch.upgradeAsked(), left);
    }

    @Override
    public void passed() {
        away = false;
        if (!ended) {
            ended = true;
            forget();
        }
    }

    @Override
    public void kept() {
        away = false;
        framed = false;
        if (engine.isReleased(take)) {
            end(); // Its time ran out meanwhile.
        } else {
            register();
        }
    }

    @Override
    public String toString() {
        return "hold from the previous generation " + channel;
    }
}
