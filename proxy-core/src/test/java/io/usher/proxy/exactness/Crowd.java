package io.usher.proxy.exactness;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Thousands of clients on one thread, each with one request on a connection that it keeps open until {@link #close}. */
public final class Crowd implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    private final Account account = new Account();
    private final List<Member> members = new ArrayList<>();
    private final Selector selector = Selector.open();
    private final Thread thread = new Thread(this::run, "crowd");

    /** Connects all of them, one after the other, each sending its request as it is connected. */
    public Crowd(final int port, final List<String> targets) throws IOException {
        for (final String target : targets) {
            final SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            final Member member = new Member(channel, target);
            members.add(member);
            channel.write(ByteBuffer.wrap(("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, member);
        }
        thread.setDaemon(true);
        thread.start();
    }

    public Account account() {
        return account;
    }

    /** Some of them leave, the first to come first, answered or not. To be called before answers are waited for. */
    public void leave(final int number, final boolean reset) throws IOException {
        for (final Member m : members.subList(0, number)) {
            m.leave(reset);
        }
        members.subList(0, number).clear();
    }

    private void run() {
        final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try {
            while (selector.isOpen()) {
                selector.select(key -> ((Member) key.attachment()).read(key, buffer), 1000);
            }
        } catch (final IOException | ClosedSelectorException e) {
            // Closed: the test is over.
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        for (final Member m : members) {
            m.channel.close();
        }
    }

    private final class Member {
        private final SocketChannel channel;
        private final String target;
        private final StringBuilder text = new StringBuilder();
        private boolean settled; // guarded by this object

        Member(final SocketChannel channel, final String target) {
            this.channel = channel;
            this.target = target;
        }

        synchronized void leave(final boolean reset) throws IOException {
            if (!settled) {
                account.left();
            }
            settled = true;
            if (reset) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            channel.close();
            selector.wakeup(); // A channel is closed in earnest when its key is taken from the selector.
        }

        synchronized void read(final SelectionKey key, final ByteBuffer buffer) {
            if (settled) {
                key.cancel();
                return;
            }
            try {
                final int length = channel.read(buffer.clear());
                text.append(new String(buffer.array(), 0, Math.max(0, length), StandardCharsets.ISO_8859_1));
                if (length < 0) {
                    fail(key, "closed after '" + text.toString().lines().findFirst().orElse("") + "'");
                } else if (whole()) {
                    final Answer answer =
                            Answer.read(new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.ISO_8859_1)));
                    account.answered(answer.status());
                    settled = true;
                    key.cancel();
                }
            } catch (final IOException e) {
                fail(key, e.toString());
            }
        }

        private boolean whole() {
            final int head = text.indexOf("\r\n\r\n");
            final Matcher m = LENGTH.matcher(text);
            return head > 0 && m.find() && text.length() >= head + 4 + Integer.parseInt(m.group(1));
        }

        private void fail(final SelectionKey key, final String how) {
            account.failed(target + ": " + how);
            settled = true;
            key.cancel();
        }
    }
}
