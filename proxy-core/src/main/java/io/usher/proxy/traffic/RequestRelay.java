package io.usher.proxy.traffic;

import io.netty.buffer.ByteBuf;
import io.usher.proxy.http.BodyFramer;
import io.usher.proxy.http.BodyFraming;
import io.usher.proxy.http.HttpError;
import io.usher.proxy.http.HttpLimits;
import io.usher.proxy.http.RequestHead;

/** Carries a request's body from the client to the server, checking its framing, no faster than the server takes it. */
final class RequestRelay {

    private static final int BAD_REQUEST = 400;

    private final ClientConnection client;
    private final BodyFramer framer;
    private boolean complete;
    private boolean bad;
    private boolean started;
    private boolean bodyBegun;
    private ByteBuf early;
    /** What was handed on, as long as it can be handed on once more; null = nothing was, or it is not kept. */
    private ByteBuf copy;
    /** How many bytes of body may still be kept; negative = the request cannot be repeated. */
    private int room = -1;
    private boolean replayed;

    RequestRelay(final ClientConnection client, final HttpLimits limits) {
        this.client = client;
        this.framer = new BodyFramer(limits, BAD_REQUEST);
    }

    /** A new request. */
    void begin(final RequestHead head) {
        drop();
        bad = false;
        room = -1;
        replayed = false;
        if (head.body() == BodyFraming.NONE || head.body() == BodyFraming.TUNNEL) {
            complete = true;
        } else {
            framer.start(head);
            complete = framer.complete();
        }
        started = !complete;
        // What came with the head is checked before a seat is asked for.
        early = take();
        bodyBegun = false;
    }

    /** Body bytes that were read and are not handed on yet; null if there are none. */
    ByteBuf early() {
        return early;
    }

    /** Gives back what was not used, and what was kept. */
    void drop() {
        if (early != null) {
            early.release();
            early = null;
        }
        dropCopy();
    }

    private void dropCopy() {
        if (copy != null) {
            copy.release();
            copy = null;
        }
    }

    // ---- keeping it

    /**
     * Keeps a copy of what is handed on from now on.
     *
     * @param bytes most of it; more, and the request cannot be repeated. Negative = keep nothing
     */
    void keep(final int bytes) {
        room = bytes;
    }

    /** Whether the whole request is at hand. */
    boolean repeatable() {
        return room >= 0 && complete && !bad;
    }

    /** The body is to be handed on from its start once more. */
    void rewind() {
        if (copy != null) {
            if (early != null) {
                copy.writeBytes(early);
                early.release();
            }
            room += copy.readableBytes();
            early = copy;
            copy = null;
        }
        replayed = true;
        bodyBegun = false;
    }

    /** Whether what {@link #take()} gives was handed on, and counted, before. */
    boolean replayed() {
        return replayed;
    }

    private ByteBuf kept(final ByteBuf bytes) {
        bodyBegun = true;
        if (room >= 0) {
            room -= bytes.readableBytes();
            if (room < 0) {
                dropCopy();
            } else {
                copy = copy == null ? bytes.alloc().directBuffer(bytes.readableBytes()) : copy;
                copy.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
            }
        }
        return bytes;
    }

    // ---- reading it

    /** Whether the whole request has been read. */
    boolean complete() {
        return complete;
    }

    /** Whether body bytes were read with the head and wait to be handed on. */
    boolean held() {
        return early != null;
    }

    /** Whether the request had a body at all. */
    boolean hasBody() {
        return started;
    }

    /** Whether body bytes were handed on: then the request cannot be sent once more. */
    boolean bodyBegun() {
        return bodyBegun;
    }

    /**
     * Takes the body bytes among those the client has sent so far.
     *
     * @return them, to be written and released by the caller; null if there are none
     */
    ByteBuf take() {
        if (early != null) {
            final ByteBuf first = early;
            early = null;
            return kept(first);
        }
        final ByteBuf in = client.unread();
        if (complete || bad || in == null || !in.isReadable()) {
            return null;
        }
        final int length = framer.scan(in);
        complete = framer.complete();
        bad = framer.bad();
        if (length == 0) {
            return null;
        }
        return kept(in.readRetainedSlice(length));
    }

    /** Whether the body is malformed; nothing behind the fault can be trusted. */
    boolean bad() {
        return bad;
    }

    /** Why it is malformed. */
    HttpError error() {
        return framer.error();
    }
}
