package io.usher.proxy.traffic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Joins what was read before with what was read now. */
final class Buffers {

    /** The smallest buffer made for joined bytes: a head fits it. */
    static final int JOIN = 16 * 1024;

    private Buffers() {
    }

    /** A copy of what all three have, in order; each may be null, and none is used up. */
    static byte[] bytes(final byte[] head, final ByteBuf early, final ByteBuf unread) {
        final int first = head == null ? 0 : head.length;
        final int second = early == null ? 0 : early.readableBytes();
        final int third = unread == null ? 0 : unread.readableBytes();
        final byte[] all = new byte[first + second + third];
        if (first > 0) {
            System.arraycopy(head, 0, all, 0, first);
        }
        if (second > 0) {
            early.getBytes(early.readerIndex(), all, first, second);
        }
        if (third > 0) {
            unread.getBytes(unread.readerIndex(), all, first + second, third);
        }
        return all;
    }

    /** The bytes of both, in order. Both arguments are given away; either may be null. */
    static ByteBuf append(final ByteBufAllocator allocator, final ByteBuf before, final ByteBuf now) {
        if (before == null) {
            return now;
        }
        if (!before.isReadable()) {
            before.release();
            return now;
        }
        final int length = now.readableBytes();
        if (before.refCnt() == 1 && !before.isReadOnly() && before.writableBytes() >= length) {
            before.writeBytes(now);
            now.release();
            return before;
        }
        final ByteBuf joined = allocator.directBuffer(Math.max(JOIN, (before.readableBytes() + length) * 3 / 2));
        joined.writeBytes(before).writeBytes(now);
        before.release();
        now.release();
        return joined;
    }
}
