package io.usher.proxy.launch;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * One connection between two unrelated Ushers. The asker sends {@code usher-seats 1}, its configuration file and the
 * addresses it has seats at, a line each, and an empty line; the other one answers with its own file, those of the addresses
 * it has too, and an empty line. So nobody learns of an address that he does not know. Anybody on the host may connect:
 * whatever is too long, too slow or no such text ends the connection and nothing else. On its event loop.
 */
final class NeighbourExchange extends ChannelInboundHandlerAdapter {
    private static final String GREETING = "usher-seats 1";
    private static final int MOST_BYTES = 4 << 20;
    private static final int LIMIT_SECONDS = 5;

    private final NeighbourGreeting self;
    private final Supplier<Set<String>> seated;
    private final BiConsumer<NeighbourGreeting, Set<String>> onShared;
    private final StringBuilder text = new StringBuilder();
    private boolean asking;
    private boolean over;

    /**
     * An exchange that is asked, until {@link #asking()}.
     *
     * @param seated   addresses here
     * @param onShared hears who the other one is, and what both have
     */
    NeighbourExchange(final NeighbourGreeting self, final Supplier<Set<String>> seated,
                      final BiConsumer<NeighbourGreeting, Set<String>> onShared) {
        this.self = self;
        this.seated = seated;
        this.onShared = onShared;
    }

    NeighbourExchange asking() {
        asking = true;
        return this;
    }

    @Override
    public void channelActive(final ChannelHandlerContext context) {
        context.executor().schedule(() -> context.close(), LIMIT_SECONDS, TimeUnit.SECONDS);
        if (asking) {
            say(context, seated.get());
        }
    }

    private ChannelFuture say(final ChannelHandlerContext context, final Set<String> addresses) {
        final StringBuilder out = new StringBuilder(GREETING).append('\n').append(self.file()).append('\n');
        addresses.forEach(address -> out.append(address).append('\n'));
        return context.writeAndFlush(context.alloc().buffer().writeBytes(out.append('\n').toString()
            .getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public void channelRead(final ChannelHandlerContext context, final Object message) {
        final ByteBuf bytes = (ByteBuf) message;
        final int known = text.length();
        try {
            if (!over) {
                text.append(bytes.toString(StandardCharsets.ISO_8859_1));
            }
        } finally {
            bytes.release();
        }
        if (text.length() > MOST_BYTES) {
            context.close();
        } else if (!over && text.indexOf("\n\n", Math.max(0, known - 1)) >= 0) {
            over = true;
            complete(context);
        }
    }

    /** It has ended, or is no Usher: there is nobody to warn of. */
    @Override
    public void exceptionCaught(final ChannelHandlerContext context, final Throwable cause) {
        context.close();
    }

    /** As the kernel says, where it knows: another pid namespace has none that means anything here. */
    private static long pid(final ChannelHandlerContext context) {
        try {
            return context.channel() instanceof EpollDomainSocketChannel socket ? socket.peerCredentials().pid() : 0;
        } catch (final IOException e) {
            return 0;
        }
    }

    private void complete(final ChannelHandlerContext context) {
        final List<String> lines = text.toString().lines().toList();
        if (!lines.get(0).equals(GREETING) || lines.size() < 2) {
            context.close();
            return;
        }
        final Set<String> shared = new TreeSet<>(lines.subList(2, lines.size()));
        shared.retainAll(seated.get());
        onShared.accept(new NeighbourGreeting(pid(context), lines.get(1)), shared);
        if (asking) {
            context.close();
        } else {
            say(context, shared).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
