package io.usher.agent.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A connection whose other end reads, or does not. */
final class OutletDouble implements Outlet {
    final List<String> frames = new ArrayList<>();
    boolean reads = true;
    boolean closed;
    long most;
    private long waiting;
    private long sent;
    private Runnable whenEmpty = () -> { };
    private Runnable whenGone = () -> { };

    @Override
    public long waiting() {
        return waiting;
    }

    @Override
    public long sent() {
        return sent;
    }

    @Override
    public void send(final byte[] bytes) {
        frames.add(new String(bytes, StandardCharsets.UTF_8));
        if (reads) {
            sent += bytes.length;
            whenEmpty.run();
        } else {
            waiting += bytes.length;
            most = Math.max(most, waiting);
        }
    }

    /** The other end reads all. */
    void read() {
        sent += waiting;
        waiting = 0;
        whenEmpty.run();
    }

    void leave() {
        whenGone.run();
    }

    @Override
    public void last(final byte[] bytes) {
        frames.add(new String(bytes, StandardCharsets.UTF_8));
        closed = true;
        whenGone.run();
    }

    @Override
    public void whenEmpty(final Runnable task) {
        whenEmpty = task;
    }

    @Override
    public void whenGone(final Runnable task) {
        whenGone = task;
    }

    /** The types of all that came, in order, heartbeats as {@code :}. */
    List<String> types() {
        return frames.stream().map(frame -> frame.startsWith(":") ? ":" : line(frame, "event: ")).toList();
    }

    /** The ids that came, in order: of the opening, then of stored events. */
    List<Long> ids() {
        return frames.stream().filter(frame -> frame.lines().anyMatch(line -> line.startsWith("id: ")))
                .map(frame -> Long.valueOf(line(frame, "id: "))).toList();
    }

    private static String line(final String frame, final String name) {
        return frame.lines().filter(line -> line.startsWith(name)).map(line -> line.substring(name.length()))
                .collect(Collectors.joining());
    }
}
