package io.usher.agent.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * A stats socket of real make with answers made up by the test: each command's answer is text, or silence until the socket is
 * closed. Commands are remembered in order.
 */
public final class FakeProxy implements AutoCloseable {
    /** An answer that never comes. */
    public static final String SILENCE = "\u0000silence";

    private final AFUNIXServerSocket server;
    private final Map<String, Function<String, String>> answers = new ConcurrentHashMap<>();
    private final List<String> commands = Collections.synchronizedList(new ArrayList<>());
    private final List<AFUNIXSocket> open = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;
    private volatile boolean closed; // written by close(), read by the accepting thread

    public FakeProxy(final Path path) throws IOException {
        server = AFUNIXServerSocket.newInstance();
        server.setReuseAddress(false);
        server.bind(AFUNIXSocketAddress.of(path));
        thread = new Thread(this::serve, "fake-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    /** The answer to every command that starts so. */
    public FakeProxy answer(final String start, final String text) {
        return answer(start, command -> text);
    }

    public FakeProxy answer(final String start, final Function<String, String> text) {
        answers.put(start, text);
        return this;
    }

    public List<String> commands() {
        synchronized (commands) {
            return List.copyOf(commands);
        }
    }

    private void serve() {
        while (!closed) {
            try {
                final AFUNIXSocket socket = server.accept();
                open.add(socket);
                final Thread worker = new Thread(() -> answer(socket), "fake-proxy-connection");
                worker.setDaemon(true);
                worker.start();
            } catch (final IOException e) {
                if (!closed) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        }
    }

    private void answer(final AFUNIXSocket socket) {
        try {
            final String command =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
            if (command == null) {
                return;
            }
            commands.add(command);
            final String text = answers.entrySet().stream().filter(e -> command.startsWith(e.getKey()))
                    .max(Map.Entry.comparingByKey(java.util.Comparator.comparingInt(String::length)))
                    .map(e -> e.getValue().apply(command)).orElse("Unknown command: '" + command + "'\n");
            if (text.equals(SILENCE)) {
                return; // stays open until the test ends
            }
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.close();
        } catch (final IOException e) {
            // the asker gave up, which some tests want
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        synchronized (open) {
            for (final AFUNIXSocket socket : open) {
                socket.close();
            }
        }
    }
}
