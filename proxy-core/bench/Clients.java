import io.usher.agent.demo.QueryReader;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * A closed load: each client, a thread, sends its next request when it has the answer to the last, or has cut it itself.
 * In TCP each request has a connection of its own, else connections are kept.
 */
final class Clients implements Closeable {

    private static final int PATIENCE_MILLIS = 60_000;
    private static final int STACK_BYTES = 128 << 10;

    final LongAdder ok = new LongAdder();
    final LongAdder notOk = new LongAdder();
    final LongAdder broken = new LongAdder();
    final LongAdder cut = new LongAdder();
    private final InetSocketAddress proxy;
    private final Event event;
    private final byte[] request;
    private final List<Thread> threads = new ArrayList<>();
    /** Written by the main thread, read by the clients before each request. */
    private volatile boolean ending;

    Clients(final int port, final Event event, final int number) {
        this.event = event;
        proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        request = ("GET /query HTTP/1.1\r\nHost: localhost\r\n" + (event.mode.equals("tcp") ? "Connection: close\r\n" : "")
                + "\r\n").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < number; i++) {
            final SplittableRandom random = new SplittableRandom(port * 1000L + i);
            final Thread thread = new Thread(null, () -> run(random), "client-" + i, STACK_BYTES);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void run(final SplittableRandom random) {
        boolean wasRefused = false;
        while (!ending) {
            boolean connected = false;
            try (Socket socket = new Socket()) {
                socket.connect(proxy, 5000);
                connected = true;
                socket.setTcpNoDelay(true);
                converse(socket, random);
            } catch (IOException e) {
                if (connected || !wasRefused) {
                    broken.increment();
                }
            }
            // While nothing listens a client knocks on, and has failed once.
            wasRefused = !connected;
            if (wasRefused) {
                Pause.millis(20);
            }
        }
    }

    private void converse(final Socket socket, final SplittableRandom random) throws IOException {
        final InputStream in = new BufferedInputStream(socket.getInputStream(), 4096);
        boolean again = true;
        while (again && !ending) {
            final boolean mayCut = random.nextDouble() < event.cut;
            socket.setSoTimeout(mayCut ? 1 + random.nextInt(event.cutMillis) : PATIENCE_MILLIS);
            ask(socket.getOutputStream(), random);
            final QueryReader answer;
            try {
                answer = QueryReader.read(in);
            } catch (SocketTimeoutException e) {
                (mayCut ? cut : broken).increment();
                socket.setSoLinger(resets(random), 0);
                return;
            }
            if (answer == null) {
                throw new IOException("closed without an answer");
            }
            (answer.status() == 200 ? ok : notOk).increment();
            again = answer.keepAlive();
        }
    }

    private void ask(final OutputStream out, final SplittableRandom random) throws IOException {
        final int first = event.inPieces ? request.length / 2 : request.length;
        out.write(request, 0, first);
        if (first < request.length) {
            Pause.millis(random.nextInt(1000));
            out.write(request, first, request.length - first);
        }
    }

    private boolean resets(final SplittableRandom random) {
        return switch (event.leaving) {
            case FIN -> false;
            case RST -> true;
            case EITHER -> random.nextBoolean();
        };
    }

    /** Lets each client finish the request it is at, and waits for that. */
    @Override
    public void close() {
        ending = true;
        for (final Thread thread : threads) {
            try {
                thread.join(PATIENCE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
