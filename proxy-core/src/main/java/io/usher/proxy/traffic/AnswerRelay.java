package io.usher.proxy.traffic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AsciiString;
import io.usher.proxy.http.BodyFramer;
import io.usher.proxy.http.BodyFraming;
import io.usher.proxy.http.ConnectionOption;
import io.usher.proxy.http.HeadEdits;
import io.usher.proxy.http.HttpError;
import io.usher.proxy.http.HttpVersion;
import io.usher.proxy.http.ResponseHead;

/**
 * Carries an answer from the server to the client: edits the head, forwards the body as it is framed (or decoded, for a
 * client of HTTP/1.0), and writes head and body as one piece where they came as one.
 */
final class AnswerRelay implements AnswerSink {

    /** Bodies up to this many bytes are copied behind their head, which is cheaper than a second buffer. */
    private static final int COPY_LIMIT = 16 * 1024;
    private static final int HEAD_ROOM = 256;
    private static final AsciiString TRANSFER_ENCODING = AsciiString.cached("transfer-encoding");
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int BAD_ANSWER = 502;

    private final HttpStream stream;
    private final ClientConnection client;
    private final HeadEdits edits = new HeadEdits();
    private ByteBuf out;
    private boolean decode;
    private BodyFramer decoder;
    private boolean headSent;
    private boolean interimSent;
    private boolean tunnel;

    AnswerRelay(final HttpStream stream, final ClientConnection client) {
        this.stream = stream;
        this.client = client;
    }

    void reset() {
        headSent = false;
        interimSent = false;
        tunnel = false;
        decode = false;
    }

    /** Whether the client has got the head of the answer. */
    boolean headSent() {
        return headSent;
    }

    /** Whether the client has got anything of an answer. */
    boolean begun() {
        return headSent || interimSent;
    }

    @Override
    public void interim(final ResponseHead head) {
        // HAProxy counts it in any case.
        stream.sent(Weight.of(head));
        interimSent = true;
        if (stream.requestHead().version() == HttpVersion.HTTP_1_1) {
            final ByteBuf bytes = allocator().directBuffer(head.length() + HEAD_ROOM);
            head.writeTo(bytes, edits.clear());
            client.write(bytes);
        }
    }

    @Override
    public void head(final ResponseHead head) {
        if (stream.retry.afterStatus(head.status())) {
            return;
        }
        stream.answerBegins(head);
        headSent = true;
        tunnel = head.body() == BodyFraming.TUNNEL;
        edits.clear();
        decode = head.body() == BodyFraming.CHUNKED && stream.requestHead().version() == HttpVersion.HTTP_1_0;
        if (decode) {
            edits.drop(TRANSFER_ENCODING);
            decoder = new BodyFramer(stream.limits(), BAD_ANSWER);
            decoder.start(head);
            stream.closeClientAfter();
        }
        edits.connection(connectionOption(head));
        out = allocator().directBuffer(head.length() + HEAD_ROOM + room(head));
        head.writeTo(out, edits);
        stream.sent(head.status() == SWITCHING_PROTOCOLS ? Weight.ofUpgrade(head) : Weight.of(head));
    }

    /** Room for a body that is short and known to be. */
    private static int room(final ResponseHead head) {
        return head.body() == BodyFraming.LENGTH ? (int) Math.min(head.contentLength(), COPY_LIMIT) : 0;
    }

    private ConnectionOption connectionOption(final ResponseHead head) {
        if (head.status() == SWITCHING_PROTOCOLS) {
            return ConnectionOption.UPGRADE;
        }
        return tunnel ? ConnectionOption.NONE
            : ConnectionOption.toClient(head.version(), stream.requestHead().version(), stream.clientKept());
    }

    @Override
    public void body(final ByteBuf in, final int length) {
        stream.sent(length);
        if (decode) {
            final ByteBuf plain = allocator().directBuffer(Math.max(length, 1));
            decoder.decode(in.readSlice(length), plain);
            flushHead();
            client.write(plain);
        } else if (out != null && length <= out.writableBytes()) {
            out.writeBytes(in, length);
        } else {
            flushHead();
            client.write(in.readRetainedSlice(length));
        }
    }

    @Override
    public void tunnel(final ByteBuf in) {
        flushHead();
        stream.tunnelBegins(in);
    }

    @Override
    public void complete() {
        flushHead();
        stream.answerComplete();
    }

    @Override
    public void malformed(final HttpError error) {
        stream.failures().badAnswer(error);
    }

    /** Hands the collected bytes to the client's channel. */
    void flushHead() {
        if (out != null) {
            final ByteBuf bytes = out;
            out = null;
            client.write(bytes);
        }
    }

    /** Throws away what has not been handed on. */
    void drop() {
        if (out != null) {
            out.release();
            out = null;
        }
    }

    private ByteBufAllocator allocator() {
        return client.channel().alloc();
    }
}
