package io.usher.proxy.traffic;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A server that accepts nobody and has no room for one more to wait: whoever connects gets no answer to its SYN. */
public final class FullServer implements AutoCloseable {
    /** A SYN on loopback is answered at once, or the backlog is full. */
    private static final int FULL_MILLIS = 300;

    private final ServerSocket listener;
    private final List<Socket> fillers = new ArrayList<>();

    public FullServer() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        try {
            while (true) {
                fillers.add(new Socket());
                fillers.get(fillers.size() - 1).connect(address(), FULL_MILLIS);
            }
        } catch (final SocketTimeoutException e) {
            assert !fillers.isEmpty();
        }
    }

    public SocketAddress address() {
        return listener.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        for (final Socket filler : fillers) {
            filler.close();
        }
        listener.close();
    }
}
