package io.usher.proxy.generation;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Cuts what comes on connection C into lines and reads them as messages, in order, and tells the end after the last of
 * them. Runs on the channel's event loop; the receivers post.
 */
final class LineHandler extends ChannelInboundHandlerAdapter {
    /** The reason told at an orderly end of file. */
    static final String CLOSED = "closed its connection";

    private final MessageType.Sender sender;
    private final Consumer<Message> receiver;
    private final Consumer<String> end;
    private ByteBuf rest;
    private boolean ended;

    /**
     * @param sender   the part that the other end plays at first
     * @param receiver gets each message
     * @param end      gets the reason when nothing follows: end of file, or a line that is no message
     */
    LineHandler(final MessageType.Sender sender, final Consumer<Message> receiver, final Consumer<String> end) {
        this.sender = sender;
        this.receiver = receiver;
        this.end = end;
    }

    @Override
    public void channelRead(final ChannelHandlerContext ctx, final Object read) {
        final ByteBuf bytes = (ByteBuf) read;
        if (ended) {
            bytes.release();
            return;
        }
        rest = rest == null ? bytes : join(ctx, bytes);
        cut(ctx);
    }

    private ByteBuf join(final ChannelHandlerContext ctx, final ByteBuf bytes) {
        final ByteBuf joined = ctx.alloc().buffer(rest.readableBytes() + bytes.readableBytes());
        joined.writeBytes(rest).writeBytes(bytes);
        rest.release();
        bytes.release();
        return joined;
    }

    private void cut(final ChannelHandlerContext ctx) {
        while (!ended) {
            final int length = rest.bytesBefore((byte) '\n');
            if (length < 0) {
                if (rest.readableBytes() > Message.LONGEST) {
                    end(ctx, "a line of more than " + Message.LONGEST + " bytes");
                }
                break;
            }
            final String line = rest.toString(rest.readerIndex(), length, StandardCharsets.UTF_8);
            rest.skipBytes(length + 1);
            try {
                final Message message = Message.parse(line, MessageType.Sender.BOTH); // The parts change; the roles look.
                StopPoint.at(sender.other(), StopPoint.Moment.RECEIVED, message.type());
                receiver.accept(message);
            } catch (final MalformedMessageException e) {
                end(ctx, e.getMessage());
            }
        }
        if (rest != null && !rest.isReadable()) {
            rest.release();
            rest = null;
        }
    }

    private void end(final ChannelHandlerContext ctx, final String why) {
        if (!ended) {
            ended = true;
            end.accept(why);
            ctx.close();
        }
    }

    /** Where half-closure is allowed, the peer's end shows as this event and not as a closed channel. */
    @Override
    public void userEventTriggered(final ChannelHandlerContext ctx, final Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            end(ctx, CLOSED);
        }
    }

    @Override
    public void channelInactive(final ChannelHandlerContext ctx) {
        end(ctx, CLOSED);
    }

    @Override
    public void handlerRemoved(final ChannelHandlerContext ctx) {
        if (rest != null) {
            rest.release();
            rest = null;
        }
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
        // A peer that died with something unread resets the connection (unix(7)): an end like any other.
        end(ctx, cause instanceof IOException ? CLOSED : "failed: " + cause);
    }
}
