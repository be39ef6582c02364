package io.usher.proxy.exactness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Several {@linkplain SlotServer servers}, counted together. */
public final class SlotServers implements AutoCloseable {
    private final List<SlotServer> servers = new ArrayList<>();

    /** One-slot servers. */
    public SlotServers(final int count, final long workMillis) throws IOException {
        this(count, 1, workMillis);
    }

    public SlotServers(final int count, final int slots, final long workMillis) throws IOException {
        for (int i = 0; i < count; i++) {
            servers.add(SlotServer.http(slots, workMillis));
        }
    }

    public SlotServer get(final int index) {
        return servers.get(index);
    }

    /** {@return the ports} */
    public List<Integer> ports() {
        return servers.stream().map(SlotServer::port).toList();
    }

    /** {@return server lines s0, s1 …, each with the words after its address} */
    public String lines(final String words) {
        final StringBuilder text = new StringBuilder();
        IntStream.range(0, servers.size()).forEach(i -> text.append("    server s").append(i).append(" 127.0.0.1:")
            .append(servers.get(i).port()).append(' ').append(words).append('\n'));
        return text.toString();
    }

    public int refused() {
        return servers.stream().mapToInt(SlotServer::refused).sum();
    }

    public int served() {
        return servers.stream().mapToInt(SlotServer::served).sum();
    }

    /** {@return the largest of the servers' peaks} */
    public int peak() {
        return servers.stream().mapToInt(SlotServer::peak).max().orElse(0);
    }

    /** {@return the largest of the servers' peaks of open connections} */
    public int peakConnections() {
        return servers.stream().mapToInt(SlotServer::peakConnections).max().orElse(0);
    }

    /** {@return how many queries are in work} */
    public int busy() {
        return servers.stream().mapToInt(SlotServer::busy).sum();
    }

    /** {@return request lines in the order of their work's begin; exact for one server, server by server for several} */
    public List<String> order() {
        return servers.stream().flatMap(s -> s.begun().stream()).map(Query::line).toList();
    }

    /** {@return whether any server has begun work on a query of this target} */
    public boolean begun(final String target) {
        return servers.stream().anyMatch(s -> s.hasBegun(target));
    }

    /** Opens a gate at every server. */
    public void open(final String gate) {
        servers.forEach(s -> s.open(gate));
    }

    @Override
    public void close() throws IOException {
        for (final SlotServer server : servers) {
            server.close();
        }
    }
}
