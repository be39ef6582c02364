package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.generation.HandoverMessages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Servers, and generations that can be asked one by one: each has a stats socket of its own beside the one that passes on. */
final class ResumeScene implements AutoCloseable {
    static final int SERVERS = 4;

    private final Path folder;
    private final SlotServers servers = new SlotServers(SERVERS, 20);
    private final SlotServer slow = SlotServer.http(1, 10);
    private final int slowPort = ProxySite.freePort();
    private final ProxySite site;
    private int generations;

    ResumeScene(final Path folder) throws IOException {
        this.folder = folder;
        site = new ProxySite(folder.resolve("site"));
        site.configureWith("    standby 10m\n", "    no log\n    timeout hold 1s\n    retries 10\n    option redispatch\n"
            + site.frontend("b") + "frontend s\n    bind 127.0.0.1:" + slowPort + "\n    default_backend slow\n"
            + "backend b\n" + servers.lines("maxconn 1") + "backend slow\n    server s 127.0.0.1:" + slow.port()
            + " maxconn 1\n");
    }

    /** A generation's process, and its own stats socket. */
    record Own(ProxyProcess process, Path socket) {
        String ask(final String command) {
            return ProxyProcess.ask(socket, command);
        }

        boolean is(final String state) {
            return ask("show generation").matches("(?s)\\{\"number\":\\d+,\"state\":\"" + state + "\",.*");
        }

        /** {@return what it answers when it is asked to be active again; empty if it dies meanwhile} */
        String resume() {
            return ask("resume");
        }
    }

    ProxySite site() {
        return site;
    }

    /** One slot; its queries have gates. */
    SlotServer slow() {
        return slow;
    }

    /** The listener for it. */
    int slowPort() {
        return slowPort;
    }

    /** @param stopPoint where it is to kill itself, as {@link HandoverMessages#STOP_POINT} says; empty = nowhere */
    private Own start(final String stopPoint, final String... more) throws IOException {
        generations++;
        final Path socket = folder.resolve("own-" + generations + ".sock");
        final Path file = folder.resolve("own-" + generations + ".cfg");
        Files.writeString(file, "global\n    stats socket " + socket + " level admin\n");
        final List<String> arguments = new ArrayList<>(List.of("-f", file.toString()));
        arguments.addAll(List.of(more));
        final List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
        if (!stopPoint.isEmpty()) {
            options.add("-D" + HandoverMessages.STOP_POINT + "=" + stopPoint);
        }
        return new Own(site.startWith(List.of(), options, arguments.toArray(String[]::new)), socket);
    }

    /** A process without predecessor, once it is active. */
    Own first(final String stopPoint) throws Exception {
        final Own p = start(stopPoint);
        p.process.until("the first generation is active", () -> p.is("active"));
        return p;
    }

    /** Its successor, once it is active. */
    Own next(final Own old, final String stopPoint) throws Exception {
        final Own s = start(stopPoint, "-x", old.socket.toString());
        s.process.until("the next generation is active", () -> s.is("active"));
        return s;
    }

    /** The servers' own counts. */
    void exact(final String when) {
        assertEquals(0, servers.refused() + slow.refused(), when);
        assertTrue(servers.peak() <= 1 && slow.peak() <= 1, when);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        site.close();
        servers.close();
        slow.close();
    }
}
