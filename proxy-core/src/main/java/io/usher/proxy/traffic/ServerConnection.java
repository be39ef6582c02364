package io.usher.proxy.traffic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.DomainSocketChannel;
import io.usher.proxy.live.Server;
import io.usher.proxy.live.Spot;
import io.usher.proxy.seat.Errand;
import io.usher.proxy.seat.HoldReason;
import io.usher.proxy.seat.Take;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * One connection to a server, and the seat that goes with it. It frees the seat exactly when the server is done: at the
 * server's FIN or RST; handing it to the ledger as idle is the user's word that the answer was complete.
 *
 * <p>All methods run on the connection's loop, except {@link #shelf()} and {@link #closeIdle()}.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter implements PassableHold {

    /**
     * IN_USE: a user has it. IDLE: the ledger may grant it. CLOSING: we have sent our FIN and wait for the server's.
     * CLOSED: the seat is free, or was taken over.
     */
    enum State { IN_USE, IDLE, CLOSING, CLOSED }

    private final TrafficEngine engine;
    private final Server server;
    private final Spot spot;
    private final Take take;
    private final Channel channel;
    private final AnswerReader answers;
    /** Written by the loop it leaves, before the loop it goes to reads it; read by the ledger as a hint only. */
    private volatile Shelf shelf;
    private State state = State.IN_USE;
    private ServerUser user;
    private boolean finSeen;
    private boolean finSent;
    private boolean seatGone;
    private HoldReason silence; // Why its seat is not free although it has ended; null = it is.
    private Deadline closeLimit;
    private boolean moving;
    /** It is packed, and the next generation has not said yet whether it has it. */
    private boolean passing;
    private boolean counted;
    /** It ended while idle, but had been granted just before: the grantee has yet to {@link #claim()}. */
    private boolean claimed;
    private int requests;
    /** Whether {@code server.requestBegan} was called for the request in hand; it is, by whoever gets the take. */
    private boolean sessionCounted = true;
    private int sessionsLeft;

    ServerConnection(final TrafficEngine engine, final Server server, final Spot spot, final Take take, final Channel channel,
                     final Shelf shelf) {
        this.engine = engine;
        this.server = server;
        this.spot = spot;
        this.take = take;
        this.channel = channel;
        this.shelf = shelf;
        this.answers = new AnswerReader(channel.alloc(), engine.limits());
    }

    // ---- for any thread

    @Override
    public int shelf() {
        return shelf.index();
    }

    @Override
    public void closeIdle() {
        shelf.loop().execute(this::closeIfIdle);
    }

    @Override
    public void giveBack() {
        shelf.loop().execute(this::backToIdle);
    }

    @Override
    public Runnable carry(final Errand errand) {
        final CarriedErrand carried = new CarriedErrand(engine, this, errand);
        final Shelf there = shelf;
        there.loop().execute(carried::start);
        return () -> there.loop().execute(carried::giveUp);
    }

    // ---- what it is

    Server server() {
        return server;
    }

    /** Where it leads. */
    Spot spot() {
        return spot;
    }

    @Override
    public Take take() {
        return take;
    }

    @Override
    public Channel channel() {
        return channel;
    }

    AnswerReader answers() {
        return answers;
    }

    State state() {
        return state;
    }

    @Override
    public Shelf home() {
        return shelf;
    }

    /** Whether the server has closed its side. */
    boolean inputClosed() {
        return finSeen;
    }

    /** Whether it ended although the server has not closed it: nothing comes from there, and the seat is not free. */
    boolean silent() {
        return silence != null;
    }

    /** Whether our FIN was sent. */
    boolean outputClosed() {
        return finSent;
    }

    /** Requests sent over it so far. */
    int requests() {
        return requests;
    }

    void requestSent() {
        requests++;
    }

    // ---- use

    /** First use, right after it was established. */
    void established(final ServerUser first) {
        user = first;
        engine.serverConnectionOpened();
        counted = true;
    }

    /**
     * Uses an idle connection that the ledger granted.
     *
     * @return false if it has ended meanwhile; its take is the caller's all the same
     */
    boolean attach(final ServerUser next) {
        final boolean here = attachUncounted(next);
        sessionCounted |= here;
        return here;
    }

    /** The same for a use that is no request of traffic's, and was not counted as one. */
    boolean attachUncounted(final ServerUser next) {
        assert shelf.loop().inEventLoop();
        if (state != State.IDLE) {
            return false;
        }
        state = State.IN_USE;
        user = next;
        channel.config().setAutoRead(true);
        return true;
    }

    /** Whoever was granted it, for no request of traffic's, does not need it after all. */
    void unused() {
        backToIdle();
    }

    /** Another user takes over in the middle of things. */
    void user(final ServerUser next) {
        user = next;
    }

    /** The answer was complete and the connection can carry another request: it is idle now, or somebody else's already. */
    void park() {
        assert state == State.IN_USE && !finSeen;
        user = null;
        state = State.IDLE;
        final boolean kept;
        engine.lock();
        try {
            endSession();
            take.holder(null);
            kept = TrafficEngine.mayKeepIdle(server, spot) && !engine.closingIdle() && engine.ledger().idle(take);
        } finally {
            engine.unlock();
        }
        if (!kept) {
            close();
        }
    }

    /** The request that used it is over as far as its client and the statistics go; the seat is another matter. */
    void sessionEnded() {
        if (sessionCounted) {
            engine.lock();
            try {
                endSession();
            } finally {
                engine.unlock();
            }
        }
    }

    private void endSession() {
        if (sessionCounted) {
            sessionCounted = false;
            server.requestEnded();
            sessionsLeft = server.counters().sessions.current();
        }
    }

    /** Sessions of the server that were left when the last one of this connection ended, as HAProxy logs them. */
    int sessionsLeft() {
        return sessionsLeft;
    }

    /**
     * Nobody uses it any more: sends our FIN, reads and discards until the server's, then frees the seat. Where the seat is
     * not counted, or the server has closed already, that is now.
     */
    void close() {
        user = null;
        sessionEnded();
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSING;
        if (finSeen || !engine.counted(take)) {
            closeNow();
            return;
        }
        sendFin();
        channel.config().setAutoRead(true);
        limitClosing();
    }

    /** Closes the socket; only after the server's FIN or RST, or where the seat is not counted. */
    void closeNow() {
        user = null;
        freeSeat();
        channel.close();
        forget();
    }

    /** The seat's bound of hold has passed: the ledger has freed it, the connection is of no more use. */
    void expired() {
        seatGone = true;
        if (!passing) {
            closeNow();
        }
    }

    /** Half-closes toward the server. */
    @Override
    public void sendFin() {
        if (!finSent && channel.isActive()) {
            finSent = true;
            ((DuplexChannel) channel).shutdownOutput();
        }
    }

    /** The caller keeps the take, for a fresh connection: this one has ended. Null, if {@link #silent()}: ask for another. */
    Take takeOver() {
        assert finSeen || !channel.isActive();
        if (silent()) {
            close();
            return null;
        }
        sessionCounted = false;
        seatGone = true;
        state = State.CLOSED;
        channel.close();
        forget();
        return take;
    }

    // ---- passing to the next generation

    @Override
    public boolean passable() {
        final boolean waits = state == State.CLOSING && !claimed || state == State.IN_USE && user instanceof Abandonment;
        return waits && !finSeen && !moving && !seatGone && channel.isActive();
    }

    @Override
    public HoldWatch pack() {
        passing = true;
        moving = true; // What the channel says from now on is of no matter here.
        if (closeLimit != null) {
            closeLimit.clear();
        }
        final boolean unix = channel instanceof DomainSocketChannel;
        return user instanceof Abandonment rest ? rest.pack(unix) : new HoldWatch(unix, finSent, null, false, 0);
    }

    @Override
    public void passed() {
        seatGone = true;
        passing = false;
        closeNow();
    }

    @Override
    public void kept() {
        passing = false;
        moving = false;
        user = null;
        state = State.CLOSING;
        if (seatGone) {
            closeNow(); // Its time ran out meanwhile.
            return;
        }
        shelf.loop().register(channel).addListener(registered -> {
            if (!registered.isSuccess() || !channel.isActive()) {
                broken(registered.cause());
            } else {
                sendFin();
                channel.config().setAutoRead(true);
            }
        });
    }

    // ---- moving to another loop

    /**
     * Moves an idle connection that was granted to a stream elsewhere.
     *
     * @param then  runs on the other loop once it is there
     * @param ended runs on the other loop instead if it has ended meanwhile, with what {@link #claim()} says
     */
    void moveTo(final Shelf target, final Runnable then, final Consumer<Take> ended) {
        assert shelf.loop().inEventLoop();
        if (state != State.IDLE) {
            final Take rest = claim();
            target.loop().execute(() -> ended.accept(rest));
            return;
        }
        moving = true;
        channel.deregister().addListener(left -> {
            shelf = target;
            target.loop().execute(() -> arrive(target, then));
        });
    }

    private void arrive(final Shelf target, final Runnable then) {
        target.loop().register(channel).addListener(registered -> {
            moving = false;
            if (!registered.isSuccess() || !channel.isActive()) {
                broken(registered.cause());
            }
            then.run();
        });
    }

    // ---- channel events

    @Override
    public void channelRead(final ChannelHandlerContext ctx, final Object message) {
        final ByteBuf bytes = (ByteBuf) message;
        if (state == State.IN_USE && user != null) {
            user.serverData(bytes);
            return;
        }
        bytes.release();
        if (state == State.IDLE) {
            // Bytes nobody asked for: whatever they answer, they are not for the next request.
            endIdle();
        }
    }

    @Override
    public void channelReadComplete(final ChannelHandlerContext ctx) {
        if (user != null) {
            user.serverReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(final ChannelHandlerContext ctx) {
        if (user != null) {
            user.serverWritabilityChanged();
        }
    }

    @Override
    public void userEventTriggered(final ChannelHandlerContext ctx, final Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && !finSeen) {
            finSeen = true;
            serverFin();
        }
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
        if (!(cause instanceof IOException)) {
            engine.internalError("server connection " + this, cause);
        }
        broken(cause);
    }

    @Override
    public void channelInactive(final ChannelHandlerContext ctx) {
        broken(null);
    }

    private void serverFin() {
        switch (state) {
            case IN_USE:
                if (user != null) {
                    user.serverInputClosed();
                }
                break;
            case IDLE:
                endIdle();
                break;
            case CLOSING:
                if (!claimed) {
                    closeNow();
                }
                break;
            default:
                break;
        }
    }

    private void broken(final Throwable cause) {
        if (state != State.CLOSED && LastHold.isSilence(cause)) {
            silence = LastHold.reasonOfSilence(engine, server, take, state);
        }
        if (state == State.CLOSED || moving) {
            return;
        }
        final boolean wasIdle = state == State.IDLE;
        finSeen = true;
        if (wasIdle) {
            endIdle();
        } else if (user != null) {
            user.serverBroken(cause);
        }
        channel.close();
        if (!claimed) {
            freeSeat();
        }
        forget();
    }

    private void forget() {
        user = null;
        answers.free();
        if (closeLimit != null) {
            closeLimit.end();
        }
        if (counted) {
            counted = false;
            engine.serverConnectionClosed();
        }
    }

    /**
     * An idle connection has ended. If it has been granted meanwhile, the grantee finds out when it comes for it; if not,
     * nobody can be given it from the moment that is known.
     */
    private void endIdle() {
        state = State.CLOSING;
        engine.lock();
        try {
            claimed = take.state() == Take.State.IN_WORK;
            if (take.state() == Take.State.IDLE) {
                final HoldReason why = silent() ? silence : HoldReason.BAD_ANSWER;
                engine.ledger().hold(take, why, TrafficEngine.holdUntil(server, shelf.now()));
            }
        } finally {
            engine.unlock();
        }
        if (claimed) {
            return;
        }
        if (finSeen) {
            closeNow();
        } else {
            sendFin();
            limitClosing();
        }
    }

    /**
     * {@link #attach} said no: who was granted this connection asks for its take.
     *
     * @return the take, for a fresh connection, if the server has closed this one; else null: its seat is kept until it has, and
     *     the caller must ask for another
     */
    Take claim() {
        return claim(true);
    }

    /** The same; {@code counted} says whether the grantee had counted a request. */
    Take claim(final boolean counted) {
        assert claimed;
        claimed = false;
        if (finSeen && !silent()) {
            return takeOver();
        }
        sessionCounted = counted;
        close();
        return null;
    }

    private void closeIfIdle() {
        if (state == State.IDLE) {
            close();
        } else if (claimed) {
            freeClaimed();
        }
    }

    /** It was granted to a health check, which does not need it. */
    private void backToIdle() {
        if (state != State.IDLE) {
            if (claimed) {
                freeClaimed();
            }
            return;
        }
        final boolean kept;
        engine.lock();
        try {
            kept = TrafficEngine.mayKeepIdle(server, spot) && !engine.closingIdle() && engine.ledger().idle(take);
        } finally {
            engine.unlock();
        }
        if (!kept) {
            close();
        }
    }

    /** Its grantee was a health check and wants neither connection nor seat. */
    private void freeClaimed() {
        final Take rest = claim(false);
        if (rest != null) {
            engine.free(rest);
        }
    }

    /** {@code timeout hold}, where set, bounds the wait for the server's FIN. Whoever closes has had its answer in full. */
    private void limitClosing() {
        final int limit = server.backend().section().timeouts().hold();
        if (limit <= 0 || closeLimit != null) {
            return;
        }
        LastHold.untilClosed(engine, server, take, shelf.now());
        closeLimit = new Deadline(shelf.deadlines(), this::holdExpired);
        closeLimit.in(shelf.now(), limit + 1);
    }

    /** {@code timeout hold} has passed: the ledger frees the seat and reports a possible double sale. */
    void holdExpired() {
        engine.expireHolds();
        expired();
    }

    private void freeSeat() {
        state = State.CLOSED;
        if (seatGone) {
            return;
        }
        seatGone = true;
        sessionEnded();
        if (silent()) {
            LastHold.ofSilentHost(engine, server, take, silence, shelf.now());
        } else {
            engine.free(take);
        }
    }

    @Override
    public String toString() {
        return server.backend().name() + "/" + server.name() + " " + channel;
    }
}
