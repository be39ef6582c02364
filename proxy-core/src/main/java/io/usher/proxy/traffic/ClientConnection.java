package io.usher.proxy.traffic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.AsciiString;
import io.usher.proxy.config.Mode;
import io.usher.proxy.config.Timeouts;
import io.usher.proxy.http.RequestHead;
import io.usher.proxy.rule.RuleContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * One client's connection: reads, keeps what was read ahead, watches the client's time limits, and closes so that the last
 * answer arrives. What the bytes mean is the business of its {@link ClientStream}. Lives on one event loop.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter {

    /** Bytes read ahead of what the stream can use, at most, before reading stops. */
    private static final int READ_AHEAD = 16 * 1024;
    /** How long a client may take to close its side after our last answer, at most. */
    private static final int LINGER_MILLIS = 2_000;

    private final TrafficEngine engine;
    private final Shelf shelf;
    private final Entrance entrance;
    private final Channel channel;
    private final SocketAddress address;
    private final SocketAddress localAddress;
    private final long acceptMillis;
    private final long acceptNanos;
    private final Deadline deadline;
    private final RuleContext rules = new ClientContext();
    private AsciiString addressText;
    private ClientStream stream;
    private ByteBuf unread;
    private boolean inputClosed;
    /** Null until the client has closed its side while its stream was in work. */
    private ResetWatch resetWatch;
    private boolean lingering;
    private boolean over;
    private boolean dirty;
    private long outstanding;
    /** Its way to the successor: between requests it waits for its turn, and nothing of it is looked at; null = it stays. */
    private LeavingClient departure;
    /** The successor that does not take it. */
    private ClientExit refusedBy;
    /** Whether it was refused with a request: between requests it may be taken. */
    private boolean requestRefused;
    /** What came with it from the predecessor, until it is on its loop; null = it did not come from there. */
    private Luggage luggage;

    ClientConnection(final TrafficEngine engine, final Entrance entrance, final Shelf shelf, final Channel channel) {
        this.engine = engine;
        this.entrance = entrance;
        this.shelf = shelf;
        this.channel = channel;
        this.address = channel.remoteAddress();
        this.localAddress = channel.localAddress();
        this.acceptMillis = System.currentTimeMillis();
        this.acceptNanos = shelf.now();
        this.deadline = new Deadline(shelf.deadlines(), this::timeUp);
    }

    /** One that has come from the predecessor. */
    ClientConnection(final TrafficEngine engine, final Entrance entrance, final Shelf shelf, final Channel channel,
                     final ArrivingClient from) {
        this.engine = engine;
        this.shelf = shelf;
        this.entrance = entrance;
        this.channel = channel;
        luggage = from.luggage();
        address = luggage.address;
        localAddress = luggage.localAddress;
        acceptMillis = luggage.acceptMillis;
        acceptNanos = shelf.now() - luggage.acceptAge;
        deadline = new Deadline(shelf.deadlines(), this::timeUp);
        unread = luggage.unread.length == 0 ? null : channel.alloc().directBuffer(luggage.unread.length)
            .writeBytes(luggage.unread);
        stream = newStream();
        stream.move().unpack(from);
    }

    private ClientStream newStream() {
        return entrance.frontend().section().mode() == Mode.HTTP ? new HttpStream(this) : new TcpStream(this);
    }

    // ---- what it is

    TrafficEngine engine() {
        return engine;
    }

    Shelf shelf() {
        return shelf;
    }

    Entrance entrance() {
        return entrance;
    }

    Channel channel() {
        return channel;
    }

    SocketAddress address() {
        return address;
    }

    SocketAddress localAddress() {
        return localAddress;
    }

    /** When it was accepted, ms since 1970. */
    long acceptMillis() {
        return acceptMillis;
    }

    /** When it was accepted, by the loop's clock. */
    long acceptNanos() {
        return acceptNanos;
    }

    /** The time limits of its frontend. */
    Timeouts limits() {
        return entrance.frontend().section().timeouts();
    }

    /** The stream, for views from other threads; may be out of date. */
    ClientStream stream() {
        return stream;
    }

    /** Whether the client has closed its side. */
    boolean inputClosed() {
        return inputClosed;
    }

    /** Bytes read and not used yet; null or empty if there are none. The stream may read them. */
    ByteBuf unread() {
        return unread;
    }

    /** The client's IP address as text, made once. */
    AsciiString addressText() {
        if (addressText == null) {
            addressText = new AsciiString(((InetSocketAddress) address).getAddress().getHostAddress());
        }
        return addressText;
    }

    /** What rules see of it. */
    RuleContext rules() {
        return rules;
    }

    // ---- life

    @Override
    public void handlerAdded(final ChannelHandlerContext ctx) {
        // The stream first: from opened() on other threads see this client, and ask for its stream (Sessions).
        if (stream == null) {
            stream = newStream();
        }
        if (!over) {
            shelf.opened(this);
        }
    }

    @Override
    public void channelActive(final ChannelHandlerContext ctx) {
        if (luggage != null) {
            final Luggage came = luggage;
            luggage = null;
            deadline.nanos(shelf.now(), came.limitLeft);
            stream.move().arrived(came);
            keepOrFree();
            closeIfIdle();
        } else if (entrance.admits(this)) {
            stream.opened();
        } else {
            entrance.frontend().counters().deniedConnections.increment();
            close();
        }
    }

    @Override
    public void channelRead(final ChannelHandlerContext ctx, final Object message) {
        final ByteBuf bytes = (ByteBuf) message;
        if (lingering || over) {
            bytes.release();
            return;
        }
        unread = Buffers.append(channel.alloc(), unread, bytes);
        if (!away()) {
            stream.clientData();
            keepOrFree();
        }
    }

    /** Frees what is used up; stops reading when too much lies unused. */
    private void keepOrFree() {
        if (unread == null) {
            return;
        }
        if (!unread.isReadable()) {
            unread.release();
            unread = null;
        } else if (unread.readableBytes() >= READ_AHEAD && !stream.wantsMore()) {
            reading(false);
        }
    }

    @Override
    public void channelReadComplete(final ChannelHandlerContext ctx) {
        if (!over && !away()) {
            stream.clientReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(final ChannelHandlerContext ctx) {
        if (!over) {
            stream.clientWritabilityChanged();
        }
    }

    @Override
    public void userEventTriggered(final ChannelHandlerContext ctx, final Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && !inputClosed) {
            inputClosed = true;
            if (lingering) {
                close();
            } else if (away()) {
                departure.inputClosed();
            } else if (!over) {
                departure = null;
                if (unread != null && unread.isReadable()) {
                    stream.clientData();
                    keepOrFree();
                }
                if (!over && !lingering) {
                    tellInputClosed();
                }
            }
        }
    }

    /** The stream may be in work all the same: then a reset is to be noticed. */
    private void tellInputClosed() {
        stream.clientInputClosed();
        if (!over && !lingering && resetWatch == null) {
            resetWatch = new ResetWatch(this);
            resetWatch.look();
        }
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
        if (!(cause instanceof IOException)) {
            engine.internalError("client connection " + channel, cause);
        }
        broken();
    }

    @Override
    public void channelInactive(final ChannelHandlerContext ctx) {
        broken();
    }

    /** The connection is of no more use. */
    void broken() {
        if (!over && !lingering) {
            inputClosed = true;
            stream.clientBroken();
        }
        close();
    }

    private void timeUp() {
        if (departing()) {
            departure = null;
            if (unread != null && unread.isReadable()) {
                stream.clientData();
                keepOrFree();
                if (!stream.move().waits(null)) {
                    return; // What had come meanwhile was a whole request.
                }
            }
        }
        if (lingering) {
            close();
        } else if (!over) {
            stream.clientTimeUp();
        }
    }

    // ---- moving to the next generation

    /** Whether it would move between requests: there is a successor that has not refused it. Any thread. */
    boolean mayLeave() {
        final ClientExit exit = engine.exit();
        return exit != null && (exit != refusedBy || requestRefused);
    }

    /** Whether it waits to leave: its bytes are not looked at. */
    boolean departing() {
        return departure != null && !departure.away();
    }

    /** Whether it is off its loop. */
    boolean away() {
        return departure != null && departure.away();
    }

    /** Whether it is closed. */
    boolean over() {
        return over;
    }

    /** Offers itself to the successor if there is one and it is between requests. */
    void offer() {
        final ClientExit exit = engine.exit();
        if (exit == null || !mayLeave() || over || lingering || departure != null || inputClosed
            || !stream.move().waits(null)) {
            return;
        }
        refusedBy = null; // The request that it was refused with is over.
        requestRefused = false;
        departure = new LeavingClient(this, null);
        exit.offer(departure);
    }

    // ---- for its departure, which may be an old one

    /** Whether it may leave that way: it waits with that very want, or, if that is null, between requests to leave just so. */
    boolean mayLeaveBy(final LeavingClient way, final SeatSeeker.SeatWant want) {
        return !over && !lingering && !away() && channel.isRegistered() && (want != null || departure == way)
            && stream.move().waits(want);
    }

    /** Whether something of an answer is still on its way to the kernel. */
    boolean unsent() {
        return dirty || pending() > 0;
    }

    /** Goes off its loop; what is left of its time limits stands still. */
    void departs(final LeavingClient way, final Luggage into) {
        departure = way;
        into.limitLeft = deadline.left(shelf.now());
        deadline.clear();
        stream.move().departs(into);
        reading(false);
    }

    /** Packs what is known of it. */
    void pack(final Luggage into) {
        into.frontend = entrance.frontend().name();
        into.address = address;
        into.localAddress = localAddress;
        into.acceptMillis = acceptMillis;
        into.acceptAge = shelf.now() - acceptNanos;
        stream.move().pack(into);
    }

    /**
     * It is not the successor's: that one is not asked again, or not before the request that it was offered with is over.
     *
     * @param withRequest whether there was one
     */
    void refused(final boolean withRequest) {
        refusedBy = engine.exit();
        requestRefused = withRequest;
    }

    /**
     * Lives here again, or still.
     *
     * @param packed what it took along; null = it never left
     * @param closed whether its FIN was seen while it was leaving
     */
    void staysAfter(final LeavingClient way, final Luggage packed, final boolean closed) {
        if (departure != way || over || lingering) {
            return;
        }
        departure = null;
        if (packed != null) {
            deadline.nanos(shelf.now(), packed.limitLeft);
        }
        stream.move().returned(packed);
        keepOrFree();
        if (closed && !over && !lingering) {
            tellInputClosed();
        }
        closeIfIdle();
    }

    // ---- for the stream

    /** Whether to read from the client now. */
    void reading(final boolean on) {
        if (channel.config().isAutoRead() != on) {
            channel.config().setAutoRead(on);
        }
    }

    /** Writes; {@link #flush()} must follow. */
    void write(final ByteBuf bytes) {
        dirty = true;
        channel.write(bytes, channel.voidPromise());
    }

    /** Sends what was written. */
    void flush() {
        if (dirty) {
            dirty = false;
            channel.flush();
        }
    }

    /** Sends what was written; {@code then} runs when the kernel has it all, at once if it has already. Not if it never does. */
    void flush(final Runnable then) {
        flush();
        if (pending() == 0) {
            then.run();
        } else {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
                if (sent.isSuccess()) {
                    then.run();
                }
            });
        }
    }

    /** Bytes the kernel has not taken yet. */
    long pending() {
        final ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
    }

    /** Whether the client has taken bytes since this was last asked, or has none to take. */
    boolean progressing() {
        final long now = pending();
        final boolean moved = now == 0 || now != outstanding;
        outstanding = now;
        return moved;
    }

    /** Calls {@code ClientStream.clientTimeUp} after so many ms; 0 = never. */
    void limit(final long now, final int millis) {
        deadline.in(now, millis);
    }

    /** No limit for the moment. */
    void noLimit() {
        deadline.clear();
    }

    /**
     * Ends the connection so that what was written arrives: our FIN behind the last byte, then the rest of what the client
     * sends is discarded until it closes, since closing a socket with unread bytes would reset it (RFC 9112, 9.6).
     */
    void closeAfterAnswer() {
        if (over || lingering) {
            return;
        }
        flush();
        if (inputClosed || unread == null && channel.config().isAutoRead() && stream.quiet()) {
            lingering = true;
            limitLinger();
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> close());
            return;
        }
        linger();
    }

    /** Closes it if it is idle and the generation keeps no idle clients. */
    void closeIfIdle() {
        if (engine.closesIdleClients() && !over && !lingering && departure == null
            && (unread == null || !unread.isReadable()) && stream.move().idle()) {
            closeAfterAnswer();
        }
    }

    private void linger() {
        lingering = true;
        freeUnread();
        reading(true);
        limitLinger();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) sent -> {
            if (sent.isSuccess() && channel.isActive()) {
                ((DuplexChannel) channel).shutdownOutput();
                deadline.in(shelf.now(), LINGER_MILLIS);
            } else {
                close();
            }
        });
    }

    private void limitLinger() {
        final int client = limits().client();
        deadline.in(shelf.now(), client > 0 ? client : LINGER_MILLIS);
    }

    /** Closes at once. */
    void close() {
        if (over) {
            return;
        }
        over = true;
        deadline.end();
        if (resetWatch != null) {
            resetWatch.end();
        }
        freeUnread();
        stream.closed();
        shelf.closed(this);
        channel.close();
        entrance.left(this);
    }

    private void freeUnread() {
        if (unread != null) {
            unread.release();
            unread = null;
        }
    }

    /** What rules may look at. */
    private final class ClientContext implements RuleContext {

        @Override
        public RequestHead head() {
            return stream.requestHead();
        }

        @Override
        public SocketAddress clientAddress() {
            return address;
        }

        @Override
        public SocketAddress localAddress() {
            return localAddress;
        }

        @Override
        public void forbidRetry() {
            stream.forbidRetry();
        }
    }

    @Override
    public String toString() {
        return channel.toString();
    }
}
