import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What stands beside the servers where an event needs it: their agent, which asks for another weight each time (HAProxy
 * configuration manual, 5.2, "agent-check"), and a port whose queue of connections is full for good.
 */
final class Neighbours implements Closeable {

    private final ServerSocket agent;
    private final ServerSocket deaf;
    private final List<SocketChannel> queue = new ArrayList<>();

    Neighbours() throws IOException {
        agent = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        // The kernel lets in one more than the backlog says; further ones stay half open.
        for (int i = 0; i < 4; i++) {
            final SocketChannel waiting = SocketChannel.open();
            waiting.configureBlocking(false);
            waiting.connect(deaf.getLocalSocketAddress());
            queue.add(waiting);
        }
        final Thread thread = new Thread(this::answer, "agent");
        thread.setDaemon(true);
        thread.start();
    }

    int agentPort() {
        return agent.getLocalPort();
    }

    int deafPort() {
        return deaf.getLocalPort();
    }

    private void answer() {
        final SplittableRandom random = new SplittableRandom(1);
        while (!agent.isClosed()) {
            try {
                answer(agent.accept(), "up " + (1 + random.nextInt(100)) + "%\n");
            } catch (IOException e) {
                if (!agent.isClosed()) {
                    System.err.println("the servers' agent cannot accept: " + e.getMessage());
                    return;
                }
            }
        }
    }

    private static void answer(final Socket asker, final String words) {
        try (asker) {
            asker.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The program has ended meanwhile and reset its check: there is nobody to answer any more.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        agent.close();
        deaf.close();
        for (final SocketChannel waiting : queue) {
            waiting.close();
        }
    }
}
