package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code busy-polling} (HAProxy configuration manual, 3.2): the active generation keeps awake, and no other does. */
class BusyPollingIT {
    /** Processor time that a loop without clients takes in minutes only, unless it does not sleep; in ticks of 10 ms. */
    private static final long MUCH = 50;
    private static final int LOOKS = 20;
    /** Behind the name, which ends with a bracket: state is the first field, user and system time are the 12th and 13th. */
    private static final int STATE = 0;
    private static final int USER_TICKS = 11;

    @TempDir
    private Path temp;
    private ProxySite site;
    private SlotServer server;

    @BeforeEach
    void make() throws IOException {
        site = new ProxySite(temp.resolve("site"));
        server = SlotServer.http(1, 5);
        site.configureWith("    busy-polling\n    nbthread 1\n    standby 10m\n", "    timeout hold 1s\n" + site.frontend("b")
            + "backend b\n    server s 127.0.0.1:" + server.port() + " maxconn 1\n");
    }

    @AfterEach
    void end() throws Exception {
        site.close();
        server.close();
    }

    /** The process's one event loop, as the kernel sees it (proc(5)). */
    private record Loop(Path stat) {

        static Loop of(final ProxyProcess process) throws IOException {
            try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/task"))) {
                for (final Path thread : threads) {
                    if (Files.readString(thread.resolve("comm")).startsWith("usher-loop")) {
                        return new Loop(thread.resolve("stat"));
                    }
                }
            }
            throw new AssertionError("process " + process.pid() + " has no thread usher-loop");
        }

        private String[] fields() {
            try {
                final String line = Files.readString(stat);
                return line.substring(line.lastIndexOf(')') + 2).split(" ");
            } catch (final IOException e) {
                throw new AssertionError(e);
            }
        }

        private long ticks() {
            final String[] fields = fields();
            return Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1]);
        }

        void keepsAwake(final ProxySite site, final String whose) throws InterruptedException, IOException {
            final long before = ticks();
            site.await(whose + " does not sleep", () -> ticks() > before + MUCH);
        }

        void sleeps(final ProxySite site, final String whose) throws InterruptedException, IOException {
            final int[] asleep = {0};
            site.await(whose + " sleeps", () -> {
                asleep[0] = fields()[STATE].equals("S") ? asleep[0] + 1 : 0;
                return asleep[0] == LOOKS;
            });
        }
    }

    private void isServed(final String path) throws IOException {
        try (KeptClient client = KeptClient.tcp(site.port())) {
            assertEquals("ok", client.get(path).answer());
        }
        assertEquals(0, server.refused());
        assertEquals(1, server.peak());
    }

    @Test
    void onlyTheActiveGenerationKeepsAwake() throws Exception {
        final ProxyProcess old = site.first();
        final Loop first = Loop.of(old);
        first.keepsAwake(site, "the first generation");
        isServed("/1");
        final ProxyProcess next = site.reload(old);
        final Loop second = Loop.of(next);
        first.sleeps(site, "the drained generation");
        second.keepsAwake(site, "the next generation");
        isServed("/2");
        next.kill();
        old.until("the old generation is active again", () -> site.active(old));
        first.keepsAwake(site, "the generation that serves again");
        isServed("/3");
    }

    @Test
    void generationWhoseSuccessorDiesBeforeItIsReadyKeepsAwakeAgain() throws Exception {
        final ProxyProcess old = site.first();
        final Loop loop = Loop.of(old);
        loop.keepsAwake(site, "the only generation");
        final ProxyProcess next = site.startWith(List.of(), new DeathPoint(true, "sending", "READY").kill(), "-sf",
            Long.toString(old.pid()));
        next.exitStatus();
        old.until("its end is noticed", () -> old.said("before it was ready"));
        loop.keepsAwake(site, "the generation that serves on");
        isServed("/1");
    }
}
