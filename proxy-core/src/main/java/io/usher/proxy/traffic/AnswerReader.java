package io.usher.proxy.traffic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.usher.proxy.http.BodyFramer;
import io.usher.proxy.http.BodyFraming;
import io.usher.proxy.http.HttpLimits;
import io.usher.proxy.http.HttpMethod;
import io.usher.proxy.http.ParseResult;
import io.usher.proxy.http.ResponseHead;
import io.usher.proxy.http.ResponseParser;

/**
 * Follows the answers on one server connection, byte by byte, so that it is always known whether the server is done with
 * the request. Outlives the stream that asked: if that gives up, the reader goes on with another {@link AnswerSink}.
 */
final class AnswerReader {

    private static final int BAD_ANSWER = 502;

    private enum State { IDLE, HEAD, BODY, TUNNEL, DONE, BROKEN }

    private final ByteBufAllocator allocator;
    private final ResponseParser parser;
    private final BodyFramer framer;
    private AnswerSink sink;
    private HttpMethod method;
    private boolean upgradeAsked;
    private State state = State.IDLE;
    private boolean keepAlive;
    private boolean begun;
    private ByteBuf kept;

    AnswerReader(final ByteBufAllocator allocator, final HttpLimits limits) {
        this.allocator = allocator;
        this.parser = new ResponseParser(limits);
        this.framer = new BodyFramer(limits, BAD_ANSWER);
    }

    /** A request is about to be sent: its answer is what comes next. */
    void expect(final AnswerSink to, final HttpMethod requestMethod, final boolean upgrade) {
        sink = to;
        method = requestMethod;
        upgradeAsked = upgrade;
        state = State.HEAD;
        begun = false;
        parser.reset();
    }

    /** Sends the rest of the answer elsewhere. */
    void sink(final AnswerSink to) {
        sink = to;
    }

    /** Whose answer comes next: what {@link #expect} was told. */
    HttpMethod method() {
        return method;
    }

    /** Whether that request asked for another protocol. */
    boolean upgradeAsked() {
        return upgradeAsked;
    }

    /** Whether a byte of the answer has come. */
    boolean begun() {
        return begun;
    }

    /** Whether the answer came in full and the server keeps the connection. */
    boolean reusable() {
        return state == State.DONE && keepAlive;
    }

    /** Whether the answer came in full. */
    boolean done() {
        return state == State.DONE;
    }

    /** Takes bytes in and releases them. */
    void feed(final ByteBuf bytes) {
        begun = true;
        final ByteBuf in = kept == null ? bytes : joined(bytes);
        kept = null;
        try {
            boolean more = true;
            while (more && in.isReadable()) {
                more = step(in);
            }
            if (in.isReadable() && state == State.HEAD) {
                kept = in.retain();
            }
        } finally {
            in.release();
        }
    }

    /**
     * The server's FIN came.
     *
     * @return whether the answer is complete with it
     */
    boolean closed() {
        keepAlive = false;
        if (state == State.BODY && framer.closed()) {
            state = State.DONE;
            sink.complete();
        }
        return state == State.DONE;
    }

    /** Gives back what was kept. */
    void free() {
        if (kept != null) {
            kept.release();
            kept = null;
        }
        state = State.BROKEN;
    }

    private boolean step(final ByteBuf in) {
        switch (state) {
            case HEAD:
                return readHead(in);
            case BODY:
                readBody(in);
                return state != State.BODY;
            case TUNNEL:
                sink.tunnel(in);
                return false;
            default:
                // Bytes that belong to no answer: whatever they mean, the connection must not carry another request.
                keepAlive = false;
                in.skipBytes(in.readableBytes());
                return false;
        }
    }

    private boolean readHead(final ByteBuf in) {
        final ParseResult result = parser.parse(in, method, upgradeAsked);
        if (result == ParseResult.NEED_MORE) {
            return false;
        }
        if (result == ParseResult.BAD) {
            state = State.BROKEN;
            sink.malformed(parser.error());
            return false;
        }
        final ResponseHead head = parser.head();
        if (head.interim()) {
            sink.interim(head);
            parser.reset();
        } else {
            begin(head, in);
        }
        return true;
    }

    private void begin(final ResponseHead head, final ByteBuf in) {
        final BodyFraming framing = head.body();
        keepAlive = head.keepAlive() && framing != BodyFraming.UNTIL_CLOSE;
        state = framing == BodyFraming.TUNNEL ? State.TUNNEL : State.BODY;
        framer.start(head);
        sink.head(head);
        if (state == State.BODY && framer.complete()) {
            complete(in);
        }
    }

    /** The answer is complete. Bytes behind it belong to no answer, so the connection must not carry another request. */
    private void complete(final ByteBuf in) {
        if (in.isReadable()) {
            keepAlive = false;
        }
        state = State.DONE;
        sink.complete();
    }

    private void readBody(final ByteBuf in) {
        final int length = framer.scan(in);
        if (length > 0) {
            sink.body(in, length);
        }
        if (framer.bad()) {
            state = State.BROKEN;
            sink.malformed(framer.error());
        } else if (framer.complete() && state == State.BODY) {
            complete(in);
        }
    }

    private ByteBuf joined(final ByteBuf bytes) {
        return Buffers.append(allocator, kept, bytes);
    }
}
