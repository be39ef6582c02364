package io.usher.proxy.runtime;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.usher.proxy.config.StatsSocket.Level;
import io.usher.proxy.generation.HandoverEndpoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One connection to a stats socket: reads commands, runs them one after another, writes their answers, each with an empty
 * line or a prompt behind it, and closes when there is no more to do. All on its loop, the thread {@code runtime}.
 */
final class StatsConnection extends ChannelInboundHandlerAdapter {

    private static final String PROMPT = "\n> ";
    /** How long a connection whose answers are all written is kept for the client to close. */
    private static final long LINGER_MILLIS = 1000;

    private enum State {
        /** The first bytes do not tell yet whether this is a successor that wants a handover. */
        UNDECIDED,
        /** Waits for its turn under {@code stats maxconn}. */
        WAITING,
        /** Reads the next command. */
        READING,
        /** Reads lines that belong to a command which ended with {@code <<}. */
        PAYLOAD,
        /** A command runs. */
        RUNNING,
        /** All is answered; only the client's end is waited for. */
        ENDING
    }

    /** How a command ended: one of the two is null. */
    private record Outcome(String text, Throwable failure) {
    }

    private final StatsServer server;
    private final CommandSession session;
    private final Runnable turn = this::begin;
    private State state = State.UNDECIDED;
    private ChannelHandlerContext context;
    private LineReader input;
    private boolean ended;
    private boolean released;
    private long lastActive;
    private Future<?> timer;

    StatsConnection(final StatsServer server, final Level level) {
        this.server = server;
        session = new CommandSession(level, server.timeoutMillis(), server.loop());
    }

    @Override
    public void channelActive(final ChannelHandlerContext ctx) {
        context = ctx;
        input = new LineReader(ctx.alloc());
        active();
        watch();
    }

    @Override
    public void channelRead(final ChannelHandlerContext ctx, final Object message) {
        active();
        if (state == State.ENDING) {
            ((ByteBuf) message).release();
            return;
        }
        input.add((ByteBuf) message);
        if (input.length() > 2 * LineReader.LONGEST) {
            ctx.channel().config().setAutoRead(false);
        }
        proceed();
    }

    @Override
    public void userEventTriggered(final ChannelHandlerContext ctx, final Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ended = true;
            proceed();
        }
    }

    private void proceed() {
        if (state == State.UNDECIDED) {
            decide();
        }
        while (state == State.READING || state == State.PAYLOAD) {
            if (!step()) {
                break;
            }
        }
        if (state == State.ENDING && ended) {
            closeWhenWritten();
        }
    }

    // ---- the first line

    private void decide() {
        if (!input.mayBegin(HandoverEndpoint.GREETING)) {
            enter();
            return;
        }
        if (input.length() < HandoverEndpoint.GREETING.length()) {
            if (ended) {
                context.close();
            }
            return;
        }
        final String line = input.line();
        if (line != null) {
            handOver(line);
        } else if (ended || input.isTooLong()) {
            context.close();
        }
    }

    private void handOver(final String line) {
        if (!(context.channel() instanceof EpollDomainSocketChannel channel)) {
            state = State.READING;
            answer("A handover needs a unix socket: this is " + context.channel().localAddress() + ".\n");
            end();
            return;
        }
        stopWatching();
        server.left(channel);
        released = true;
        final ByteBuf rest = input.rest();
        context.pipeline().remove(this);
        server.handover().accept(channel, line, rest);
    }

    private void enter() {
        state = State.WAITING;
        server.slots().acquire(turn);
    }

    private void begin() {
        state = State.READING;
        active();
        proceed();
    }

    // ---- commands

    /** Takes the next command up. {@return whether there may be another} */
    private boolean step() {
        final String line = state == State.PAYLOAD ? input.line() : input.command();
        context.channel().config().setAutoRead(true);
        if (line == null) {
            if (input.isTooLong()) {
                answer("Command too long (more than " + LineReader.LONGEST + " bytes).\n");
                end();
            } else if (ended) {
                finishPayload();
                end();
            }
            return false;
        }
        if (state == State.PAYLOAD) {
            if (line.isEmpty()) {
                finishPayload();
                next();
            }
        } else if (CommandLineParser.startsPayload(line)) {
            state = State.PAYLOAD;
        } else {
            run(line);
        }
        return true;
    }

    private void finishPayload() {
        if (state == State.PAYLOAD) {
            state = State.READING;
            answer("No command of Usher takes a payload ('<<'); nothing was done.\n");
        }
    }

    private void run(final String line) {
        state = State.RUNNING;
        session.onClose(() -> { });
        final CompletableFuture<Outcome> end = start(line).handle(Outcome::new).toCompletableFuture();
        if (end.isDone()) {
            answered(line, end.join());
        } else {
            end.thenAccept(outcome -> server.loop().execute(() -> {
                answered(line, outcome);
                proceed();
            }));
        }
    }

    private CompletionStage<String> start(final String line) {
        try {
            return server.table().run(line, session);
        } catch (final RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void answered(final String line, final Outcome outcome) {
        if (released) {
            return;
        }
        state = State.READING;
        active();
        if (session.quitting()) {
            end();
            return;
        }
        answer(outcome.failure() == null ? outcome.text() : server.failed(line, outcome.failure()));
        next();
    }

    /** Without a prompt, a connection is over when nothing more has been read. */
    private void next() {
        if (!session.interactive() && input.isEmpty()) {
            end();
        }
    }

    private void answer(final String text) {
        final ByteBuf out = ByteBufUtil.writeUtf8(context.alloc(), text + (session.interactive() ? PROMPT : "\n"));
        context.writeAndFlush(out).addListener(written -> active());
    }

    // ---- the end

    /** Half-closes, so that the client can still read: closing with unread bytes would take its answer away (unix(7)). */
    private void end() {
        if (state == State.ENDING) {
            return;
        }
        state = State.ENDING;
        if (ended) {
            closeWhenWritten();
            return;
        }
        // Not before all is written: what the client's buffer has no room for yet would be thrown away.
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
            ((DuplexChannel) context.channel()).shutdownOutput();
            context.executor().schedule(() -> context.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    /** A client that has sent its last byte still reads: socat and nc half-close before the answer is there. */
    private void closeWhenWritten() {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> context.close());
    }

    @Override
    public void channelInactive(final ChannelHandlerContext ctx) {
        if (released) {
            return;
        }
        released = true;
        stopWatching();
        input.release();
        server.left(ctx.channel());
        if (state != State.UNDECIDED && !server.slots().withdraw(turn)) {
            server.slots().release();
        }
        session.closed();
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
        // The client has gone in the middle of an answer: there is nobody left to tell.
        ctx.close();
    }

    // ---- the time limit

    private void active() {
        lastActive = System.nanoTime();
    }

    private void watch() {
        final long limit = session.timeoutMillis();
        final long idle = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastActive);
        if (limit > 0 && idle >= limit && state != State.RUNNING) {
            context.close();
            return;
        }
        final long wait = limit == 0 || state == State.RUNNING ? LINGER_MILLIS : Math.max(1, limit - idle);
        timer = context.executor().schedule(this::watch, Math.min(wait, LINGER_MILLIS), TimeUnit.MILLISECONDS);
    }

    private void stopWatching() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
