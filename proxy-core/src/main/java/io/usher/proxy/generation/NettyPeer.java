package io.usher.proxy.generation;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import java.nio.channels.ClosedChannelException;

/**
 * A neighbour over two connections. Thread: {@code generation}; the channels may live on other loops. Failed writes are
 * not reported: the channels do not close on them (AUTO_CLOSE is off), so that everything the peer still sent is read
 * before its EOF.
 */
final class NettyPeer implements Peer {
    private final Channel control;
    private final Timers timers;
    private final MessageType.Sender side;
    private Channel descriptors;
    private Hearer hearer;
    private long arrived;

    /**
     * @param side   the part that this process plays at first
     * @param hearer who hears what comes, at first
     */
    NettyPeer(final Channel control, final Timers timers, final MessageType.Sender side, final Hearer hearer) {
        this.control = control;
        this.timers = timers;
        this.side = side;
        this.hearer = hearer;
    }

    @Override
    public void hears(final Hearer next) {
        hearer = next;
        arrived = 0;
    }

    /** A line has come. */
    void received(final Message m) {
        hearer.received(m);
    }

    /** A descriptor has come; -1 = it was lost on the way. */
    void arrived(final int descriptor) {
        hearer.descriptor(++arrived, descriptor);
    }

    /** Nothing comes any more. */
    void ended(final String why) {
        hearer.ended(why);
    }

    /** Connection D. */
    void descriptors(final Channel channel) {
        descriptors = channel;
    }

    @Override
    public void send(final Message message) {
        write(message, StopPoint.follows(side, message.type()) ? followed(message.type()) : control.voidPromise());
    }

    @Override
    public void send(final Message message, final Runnable written) {
        write(message, followed(message.type()).addListener(f -> timers.post(written)));
    }

    @Override
    public void send(final Message message, final Runnable written, final Runnable failed) {
        write(message, followed(message.type()).addListener(f -> timers.post(f.isSuccess() ? written : failed)));
    }

    private void write(final Message message, final ChannelPromise written) {
        StopPoint.at(side, StopPoint.Moment.SENDING, message.type());
        control.writeAndFlush(Unpooled.wrappedBuffer(message.bytes()), written);
    }

    private ChannelPromise followed(final MessageType type) {
        return control.newPromise().addListener(f -> StopPoint.at(side, StopPoint.Moment.SENT, type));
    }

    @Override
    public void sendDescriptor(final int descriptor) {
        descriptors.writeAndFlush(new FileDescriptor(descriptor)).addListener(sent -> {
            if (!sent.isSuccess() && !isGone(sent.cause())) {
                // The numbers of all that follow would be wrong, and this one would never be answered: the stream is of no use.
                control.pipeline().fireExceptionCaught(new IllegalStateException("descriptor " + descriptor
                    + " could not be sent: " + sent.cause().getMessage(), sent.cause()));
            }
        });
    }

    /** Whether the peer has ended: then connection C says so too, behind the last that it had to say. */
    private static boolean isGone(final Throwable cause) {
        return cause instanceof ClosedChannelException || cause instanceof Errors.NativeIoException e
            && (e.expectedErr() == Errors.ERRNO_EPIPE_NEGATIVE || e.expectedErr() == Errors.ERRNO_ECONNRESET_NEGATIVE);
    }

    @Override
    public void close() {
        control.close();
        if (descriptors != null) {
            descriptors.close();
        }
    }
}
