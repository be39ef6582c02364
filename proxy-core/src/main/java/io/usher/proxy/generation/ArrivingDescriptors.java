package io.usher.proxy.generation;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Receives what connection D carries: one descriptor a message, or a failure that stands for one. Runs on the channel's
 * loop, whose read mode is FILE_DESCRIPTORS.
 */
final class ArrivingDescriptors extends ChannelInboundHandlerAdapter {
    private final IntConsumer arrived;
    private final Consumer<Throwable> lost;
    private final Runnable ended;

    /**
     * @param arrived gets each descriptor; it is the callee's
     * @param lost    gets the cause for each that was lost on the way
     * @param ended   called once, behind the last of them
     */
    ArrivingDescriptors(final IntConsumer arrived, final Consumer<Throwable> lost, final Runnable ended) {
        this.arrived = arrived;
        this.lost = lost;
        this.ended = ended;
    }

    @Override
    public void channelInactive(final ChannelHandlerContext ctx) {
        ended.run();
    }

    @Override
    public void channelRead(final ChannelHandlerContext ctx, final Object read) {
        if (read instanceof FileDescriptor d) {
            arrived.accept(d.intValue());
        } else {
            ReferenceCountUtil.release(read);
        }
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
        lost.accept(cause);
    }
}
