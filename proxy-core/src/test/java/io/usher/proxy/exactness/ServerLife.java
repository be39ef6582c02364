package io.usher.proxy.exactness;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server process from listening to death: one thread accepts, each connection has its own. */
final class ServerLife {
    private final SlotServer server;
    private final ServerSocket listener;
    /** Open connections, and whether each has a slot; emptied by death. Guarded by this object. */
    private final Map<Socket, Boolean> open = new HashMap<>();
    private boolean dead; // guarded by this object

    ServerLife(final SlotServer server, final int port, final int backlog) throws IOException {
        this.server = server;
        listener = listen(port, backlog);
        daemon(this::accept);
    }

    /** Tries for a while: the last life's listener is there until its accepting thread has noticed. */
    private static ServerSocket listen(final int port, final int backlog) throws IOException {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ProxyProcess.LIMIT_SECONDS);
        while (true) {
            final ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            try {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), backlog);
                return socket;
            } catch (final BindException e) {
                socket.close();
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    private static void daemon(final Runnable task) {
        final Thread thread = new Thread(task, "slot-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends all connections and the work on them. */
    synchronized void end(final boolean reset) throws IOException {
        dead = true;
        listener.close();
        for (final Socket socket : open.keySet().toArray(Socket[]::new)) {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
            leave(socket);
        }
    }

    private void accept() {
        try {
            while (true) {
                server.awaitAccepting();
                final Socket socket = listener.accept();
                if (server.filler(socket)) {
                    socket.close();
                } else {
                    daemon(() -> serve(socket));
                }
            }
        } catch (final IOException e) {
            // Closed: the server died, or the test is over.
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(final Socket socket) {
        if (!enter(socket)) {
            return;
        }
        try {
            socket.setTcpNoDelay(true);
            if (!server.connectionsCount || takeSlot(socket)) {
                converse(socket);
            }
        } catch (final IOException e) {
            // The client's end of the connection is gone: its work here was done in full all the same.
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leave(socket);
        }
    }

    private synchronized boolean enter(final Socket socket) {
        if (dead) {
            close(socket);
            return false;
        }
        open.put(socket, false);
        server.slots.connected();
        return true;
    }

    private synchronized boolean takeSlot(final Socket socket) {
        if (dead || !server.slots.take()) {
            return false;
        }
        open.put(socket, true);
        return true;
    }

    private synchronized void freeSlot(final Socket socket) {
        if (open.replace(socket, false) == Boolean.TRUE) {
            server.slots.free();
        }
    }

    /** Counts a connection out before its FIN tells the client so. */
    private synchronized void leave(final Socket socket) {
        freeSlot(socket);
        if (open.remove(socket) != null) {
            server.slots.disconnected();
        }
        close(socket);
    }

    private static void close(final Socket socket) {
        try {
            socket.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void converse(final Socket socket) throws IOException, InterruptedException {
        final InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean again = true;
        for (Query query = Query.read(in); query != null; query = again ? Query.read(in) : null) {
            if (query.target().startsWith("/health")) {
                server.slots.check();
                socket.getOutputStream().write(query.with("status=" + server.health()).answer(0, false));
            } else if (server.connectionsCount || takeSlot(socket)) {
                again = work(query, socket);
            } else {
                return;
            }
        }
    }

    /** {@return whether the connection stays open for another query} */
    private boolean work(final Query asked, final Socket socket) throws IOException, InterruptedException {
        final Query query = server.disturbed(asked);
        server.begun().add(asked);
        if (query.word("gate").isPresent()) {
            server.gate(query.word("gate").get()).await();
        } else {
            TimeUnit.MILLISECONDS.sleep(query.number("work", server.workMillis())); // The query's work, no wait of a test's.
        }
        final boolean closing = query.close() || query.word("close").isPresent();
        final OutputStream out = socket.getOutputStream();
        final byte[] answer = query.word("junk").isPresent() ? "junk\r\n\r\n".getBytes(StandardCharsets.US_ASCII)
            : query.answer((int) query.number("size", 2), closing);
        if (query.word("drip").isPresent()) {
            out.write(answer, 0, answer.length / 2);
            server.gate(query.word("drip").get()).await();
        }
        if (!server.connectionsCount) {
            freeSlot(socket); // Before the last byte says so.
        }
        server.slots.served();
        if (query.word("die").isPresent()) {
            socket.setSoLinger(query.word("die").get().equals("rst"), 0);
            return false;
        }
        final int sent = query.word("drip").isPresent() ? answer.length / 2 : 0;
        out.write(answer, sent, answer.length - sent);
        return !closing;
    }
}
