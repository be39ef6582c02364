package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A descriptor that could not be sent shifts the numbers of all behind it. */
class NettyPeerTest {
    private final List<String> caught = new ArrayList<>();
    private final EmbeddedChannel control = new EmbeddedChannel(new ChannelInboundHandlerAdapter() {
        @Override
        public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
            caught.add(cause.getMessage());
        }
    });

    @BeforeAll
    static void loadTheKernelsErrorNumbers() {
        Epoll.ensureAvailability();
    }

    private void sendFailing(final Throwable cause) {
        final NettyPeer peer = new NettyPeer(control, null, MessageType.Sender.PREDECESSOR, null);
        peer.descriptors(new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(final ChannelHandlerContext ctx, final Object message, final ChannelPromise promise) {
                ReferenceCountUtil.release(message);
                promise.setFailure(cause);
            }
        }));
        peer.sendDescriptor(77);
        control.runPendingTasks();
    }

    @Test
    void endsTheStreamWhenTheKernelRefusesADescriptor() {
        sendFailing(new IOException("sendFd(..) failed: Too many references: cannot splice"));
        assertEquals(List.of("descriptor 77 could not be sent: sendFd(..) failed: Too many references: cannot splice"), caught);
    }

    @Test
    void leavesItToConnectionCToTellThatThePeerIsGone() {
        sendFailing(new ClosedChannelException());
        sendFailing(new Errors.NativeIoException("sendFd", Errors.ERRNO_EPIPE_NEGATIVE));
        sendFailing(new Errors.NativeIoException("sendFd", Errors.ERRNO_ECONNRESET_NEGATIVE));
        assertEquals(List.of(), caught);
    }
}
