package io.usher.proxy.generation;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.unix.FileDescriptor;

/**
 * A neighbour over two connections. Thread: {@code generation}; the channels may live on other loops. Failed writes are
 * not reported: the channels do not close on them (AUTO_CLOSE is off), so that everything the peer still sent is read
 * before its EOF.
 */
final class NettyPeer implements Peer {
    private final Channel control;
    private final Timers timers;
    private Channel descriptors;

    NettyPeer(final Channel control, final Timers timers) {
        this.control = control;
        this.timers = timers;
    }

    /** Connection D. */
    void descriptors(final Channel channel) {
        descriptors = channel;
    }

    @Override
    public void send(final Message message) {
        control.writeAndFlush(Unpooled.wrappedBuffer(message.bytes()), control.voidPromise());
    }

    @Override
    public void send(final Message message, final Runnable written) {
        control.writeAndFlush(Unpooled.wrappedBuffer(message.bytes())).addListener(f -> timers.post(written));
    }

    @Override
    public void send(final Message message, final Runnable written, final Runnable failed) {
        control.writeAndFlush(Unpooled.wrappedBuffer(message.bytes()))
            .addListener(f -> timers.post(f.isSuccess() ? written : failed));
    }

    @Override
    public void sendDescriptor(final int descriptor) {
        descriptors.writeAndFlush(new FileDescriptor(descriptor), descriptors.voidPromise());
    }

    @Override
    public void close() {
        control.close();
        if (descriptors != null) {
            descriptors.close();
        }
    }
}
