package io.usher.agent.proxy;

import io.usher.agent.proxy.ProxyUnreachable.Kind;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketCredentials;

/**
 * One stats socket, asked one command per connection (HAProxy management manual, 9.3). The whole exchange ends at the time
 * limit, whatever the other side does, and no answer grows past the size limit. It knows bytes, not what they mean: that is
 * {@link ProxyClient}'s.
 */
final class StatsSocket implements Console {
    /** Room for 10,000 servers twice over, and little enough for the agent's heap of 128 MiB to take several at a time. */
    private static final int MAX_ANSWER_BYTES = 10 << 20;
    private static final int CHUNK = 16 * 1024;

    private final Path path;
    private final PeerCheck peers;

    StatsSocket(final Path path, final PeerCheck peers) {
        this.path = path;
        this.peers = peers;
    }

    @Override
    public Answer ask(final String command, final Duration limit) {
        final long deadline = System.nanoTime() + limit.toNanos();
        try (AFUNIXSocket socket = AFUNIXSocket.newInstance()) {
            connect(socket, deadline, limit);
            final AFUNIXSocketCredentials peer = socket.getPeerCredentials();
            if (!peers.trusts(peer.getUid())) {
                throw new ProxyUnreachable(Kind.FOREIGN_PEER, path + ": answered by a process of uid " + peer.getUid()
                        + " (expected: uid " + peers.ownUid() + ")", null);
            }
            socket.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
            return new Answer(read(socket, deadline, command, limit), peer.getPid());
        } catch (final SocketTimeoutException e) {
            throw tooSlow(command, limit, e);
        } catch (final IOException e) {
            throw new ProxyUnreachable(Kind.CLOSED, path + ": '" + command + "': " + e.getMessage(), e);
        }
    }

    private void connect(final AFUNIXSocket socket, final long deadline, final Duration limit) throws SocketTimeoutException {
        try {
            // the receive time limit also bounds a connect to a full backlog, which its own parameter does not (tried)
            socket.setSoTimeout(millisUntil(deadline));
            socket.connect(AFUNIXSocketAddress.of(path));
        } catch (final SocketTimeoutException e) {
            throw tooSlow("connect", limit, e);
        } catch (final IOException e) {
            throw new ProxyUnreachable(Kind.NOBODY_LISTENS, path + ": " + e.getMessage(), e);
        }
    }

    private String read(final AFUNIXSocket socket, final long deadline, final String command, final Duration limit)
            throws IOException {
        final InputStream in = socket.getInputStream();
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final byte[] chunk = new byte[CHUNK];
        while (true) {
            socket.setSoTimeout(millisUntil(deadline));
            final int n = in.read(chunk);
            if (n < 0) {
                return out.toString(StandardCharsets.UTF_8);
            }
            out.write(chunk, 0, n);
            if (out.size() > MAX_ANSWER_BYTES) {
                throw new ProxyUnreachable(Kind.SIZE_LIMIT,
                        path + ": '" + command + "': more than " + MAX_ANSWER_BYTES + " bytes of answer", null);
            }
            if (System.nanoTime() - deadline >= 0) {
                throw tooSlow(command, limit, null);
            }
        }
    }

    /** At least 1: to a socket 0 means no limit. */
    private static int millisUntil(final long deadline) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, (deadline - System.nanoTime()) / 1_000_000));
    }

    private ProxyUnreachable tooSlow(final String command, final Duration limit, final IOException cause) {
        return new ProxyUnreachable(Kind.TIME_LIMIT,
                path + ": '" + command + "': no whole answer within " + limit.toMillis() + " ms", cause);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
