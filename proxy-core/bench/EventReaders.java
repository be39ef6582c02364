import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Subscribers of the agent's events, all read by one thread that costs next to nothing, so that what they cost is the agent's.
 */
final class EventReaders implements Closeable {

    private static final long END_WITHIN_MILLIS = 5000;

    private final Selector selector = Selector.open();
    private final List<ByteArrayOutputStream> read = new ArrayList<>();
    private final List<SocketChannel> channels = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "event-readers");
    private volatile boolean ending;
    private volatile IOException failure;

    /** Opens so many and waits until each has its first event, so that none misses what comes now. */
    EventReaders(final int port, final int count) throws IOException {
        try {
            for (int i = 0; i < count; i++) {
                final SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channels.add(channel);
                channel.write(ByteBuffer.wrap(("GET /v1/events HTTP/1.1\r\nHost: localhost:" + port
                        + "\r\nAccept: text/event-stream\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
                channel.configureBlocking(false);
                read.add(new ByteArrayOutputStream());
                channel.register(selector, SelectionKey.OP_READ, read.get(i));
            }
            thread.setDaemon(true);
            thread.start();
            if (await("stream.opened", 1).stream().anyMatch(opened -> opened != 1)) {
                throw new IOException("not every one of " + count + " subscribers was answered with a stream");
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** How many events of a type each has read, as soon as all have so many or five seconds have passed. */
    List<Integer> await(final String type, final int expected) throws IOException {
        final long end = System.nanoTime() + END_WITHIN_MILLIS * 1_000_000;
        List<Integer> counts = counts(type);
        while (System.nanoTime() < end && failure == null && counts.stream().anyMatch(count -> count < expected)) {
            Pause.millis(50);
            counts = counts(type);
        }
        if (failure != null) {
            throw failure;
        }
        return counts;
    }

    /** The bytes of all. */
    long bytes() {
        return read.stream().mapToLong(ByteArrayOutputStream::size).sum();
    }

    /** The agent writes an event's frame in one chunk: its lines are never torn. */
    private List<Integer> counts(final String type) {
        final String line = "event: " + type + "\n";
        return read.stream().map(one -> one.toString(StandardCharsets.UTF_8)).map(text -> text.split(line, -1).length - 1)
                .toList();
    }

    private void run() {
        final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try {
            while (!ending) {
                selector.select(key -> read(key, buffer));
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private void read(final SelectionKey key, final ByteBuffer buffer) {
        try {
            buffer.clear();
            final int n = ((SocketChannel) key.channel()).read(buffer);
            if (n < 0) {
                throw new IOException("the agent has closed an event stream");
            }
            ((ByteArrayOutputStream) key.attachment()).write(buffer.array(), 0, n);
        } catch (IOException e) {
            key.cancel();
            failure = e;
        }
    }

    @Override
    public void close() throws IOException {
        ending = true;
        selector.wakeup();
        try {
            thread.join(END_WITHIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (final SocketChannel channel : channels) {
            channel.close();
        }
        selector.close();
    }
}
