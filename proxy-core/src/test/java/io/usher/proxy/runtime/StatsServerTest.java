package io.usher.proxy.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Function;
import io.netty.buffer.ByteBuf;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.usher.proxy.config.Configuration;
import io.usher.proxy.config.StatsSocket.Level;
import io.usher.proxy.generation.HandoverEndpoint;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Drives stats sockets by bytes. The time limit only ends a test that would wait for ever. */
@Timeout(30)
final class StatsServerTest {

    /** Answers of some kilobytes each. */
    private static final int LONG = 500;

    @TempDir
    private Path folder;
    private final RuntimeFixture fixture = new RuntimeFixture();
    private final BlockingQueue<String> handedOver = new LinkedBlockingQueue<>();
    private final HandoverEndpoint endpoint = this::handOver;
    private Path path;
    private StatsServer server;

    @BeforeEach
    void start() throws IOException {
        path = folder.resolve("usher.sock");
        server = start("stats socket " + path + " mode 600 level admin");
    }

    @AfterEach
    void stop() {
        server.close();
        fixture.close();
    }

    private StatsServer start(final String... global) throws IOException {
        final StatsServer started = make(global);
        try {
            started.bind(Map.of());
        } catch (final BindException e) {
            started.close();
            throw e;
        }
        started.startAccepting();
        return started;
    }

    private StatsServer make(final String... global) {
        final Configuration configuration = TestInstance.configuration(
            "global\n  " + String.join("\n  ", global) + "\nbackend none\n  timeout server 1s\n");
        return new StatsServer(configuration.global(), fixture.table, endpoint,
            (severity, proxy, text) -> fixture.events.add(text));
    }

    private void handOver(final EpollDomainSocketChannel channel, final String line, final ByteBuf rest) {
        handedOver.add(line + "|" + rest.toString(StandardCharsets.UTF_8));
        rest.release();
        channel.writeAndFlush(channel.alloc().buffer().writeBytes("WELCOME\n".getBytes(StandardCharsets.US_ASCII)))
            .addListener(done -> channel.close());
    }

    @Test
    void answersAClientThatHasHalfClosed() throws IOException {
        assertEquals("admin\n\n", StatsClient.ask(path, "show cli level\n"));
    }

    @Test
    void closesAfterTheAnswerToAClientThatHasNot() throws IOException {
        try (StatsClient client = new StatsClient(path)) {
            client.send("show cli level\n");
            assertEquals("admin\n\n", client.readAll());
        }
    }

    /** Far more than a socket's buffer holds: the rest is still to be written when all commands have run. */
    @Test
    void writesALongAnswerWholeToAClientThatReadsLate() throws IOException {
        try (StatsClient client = new StatsClient(path)) {
            client.send("show stat;".repeat(LONG - 1) + "show stat\n");
            StatsClient.ask(path, "show version\n"); // The loop is past the other's commands now.
            assertWhole(client.readAll());
        }
    }

    @Test
    void writesALongAnswerWholeToAClientThatHalfClosesAfterwards() throws IOException {
        try (StatsClient client = new StatsClient(path)) {
            client.send("show stat;".repeat(LONG - 1) + "show stat\n");
            StatsClient.ask(path, "show version\n");
            client.shutdownOutput();
            StatsClient.ask(path, "show version\n"); // The loop has seen the end.
            assertWhole(client.readAll());
        }
    }

    private void assertWhole(final String answers) throws IOException {
        assertEquals(StatsClient.ask(path, "show stat\n").length() * LONG, answers.length());
    }

    @Test
    void endsEachOfSeveralAnswersWithAnEmptyLine() throws IOException {
        assertEquals("admin\n\n\noperator\n\nPermission denied\n\n",
            StatsClient.ask(path, "show cli level;operator; show cli level;set weight custombe/b3 1\n"));
    }

    @Test
    void takesCarriageReturnsAndSeveralLines() throws IOException {
        assertEquals("admin\n\n0.1.0\n\n", StatsClient.ask(path, "show cli level\r\nshow version\r\n"));
    }

    @Test
    void keepsASemicolonBehindABackslashInTheLine() throws IOException {
        assertTrue(StatsClient.ask(path, "show env USHER\\;X\n").startsWith("Variable not found"));
    }

    @Test
    void runsNothingWithoutALineEndAsHaproxy() throws IOException {
        assertEquals("", StatsClient.ask(path, "show cli level"));
    }

    @Test
    void staysOpenWithAPromptUntilQuit() throws IOException {
        try (StatsClient client = new StatsClient(path)) {
            client.send("prompt\n");
            assertEquals("\n> ", client.readUntil("> "));
            client.send("show cli level\n");
            assertEquals("admin\n\n> ", client.readUntil("> "));
            client.send("quit\n");
            assertEquals("", client.readAll());
        }
    }

    @Test
    void refusesAPayloadWithoutRunningItsLines() throws IOException {
        assertEquals("No command of Usher takes a payload ('<<'); nothing was done.\n\nadmin\n\n",
            StatsClient.ask(path, "add map x <<\nfinish\n\nshow cli level\n"));
        assertEquals(false, fixture.finished);
    }

    @Test
    void refusesALineThatIsTooLong() throws IOException {
        assertEquals("Command too long (more than 16384 bytes).\n\n", StatsClient.ask(path, "x".repeat(16400)));
    }

    @Test
    void answersWhenDrainedAlsoToAClientThatHasHalfClosed() throws Exception {
        try (StatsClient client = new StatsClient(path)) {
            client.send("wait drained;show cli level\n");
            client.shutdownOutput();
            final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (fixture.waiters.isEmpty()) {
                assertTrue(System.nanoTime() < deadline, "nobody waits");
                Thread.onSpinWait();
            }
            fixture.drained = true;
            fixture.waiters.get(0).run();
            final String answer = client.readAll();
            assertTrue(answer.contains("\"drained\":true") && answer.endsWith("}\n\nadmin\n\n"), answer);
        }
    }

    @Test
    void closesAnIdleClientAfterStatsTimeout() throws IOException {
        server.close();
        server = start("stats socket " + path, "stats timeout 20ms");
        try (StatsClient client = new StatsClient(path)) {
            assertEquals("", client.readAll());
        }
    }

    @Test
    void letsOthersWaitForTheirTurn() throws IOException {
        server.close();
        server = start("stats socket " + path, "stats maxconn 1");
        try (StatsClient first = new StatsClient(path); StatsClient second = new StatsClient(path)) {
            first.send("prompt\n");
            first.readUntil("> ");
            second.send("show cli level\n");
            first.send("show cli level\n");
            assertEquals("operator\n\n> ", first.readUntil("> "));
            first.send("quit\n");
            first.readAll();
            first.close();
            assertEquals("operator\n\n", second.readAll());
        }
    }

    @Test
    void handsASuccessorOverEvenWhileAllTurnsAreTaken() throws Exception {
        server.close();
        server = start("stats socket " + path + " level user", "stats maxconn 1");
        try (StatsClient first = new StatsClient(path); StatsClient successor = new StatsClient(path)) {
            first.send("prompt\n");
            first.readUntil("> ");
            successor.send("usher-han");
            successor.send("dover 1\nHELLO");
            assertEquals("WELCOME\n", successor.readAll());
            assertTrue(List.of("usher-handover 1|HELLO", "usher-handover 1|").contains(handedOver.poll(5, TimeUnit.SECONDS)));
            first.send("show cli level\n");
            assertEquals("user\n\n> ", first.readUntil("> "));
        }
    }

    @Test
    void givesTheSocketFileItsMode() throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    void replacesAPathThatNobodyListensOn() throws IOException {
        final Path stale = folder.resolve("stale.sock");
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(stale));
        }
        try (StatsServer second = start("stats socket " + stale)) {
            assertEquals(1, second.listening());
            assertEquals("operator\n\n", StatsClient.ask(stale, "show cli level\n"));
        }
    }

    @Test
    void neverStealsAPathThatSomebodyListensOn() throws IOException {
        final BindException refused = assertThrows(BindException.class, () -> start("stats socket " + path));
        assertTrue(refused.getMessage().contains("cannot bind socket [" + path + "]: Address already in use"),
            refused.getMessage());
        assertEquals("admin\n\n", StatsClient.ask(path, "show cli level\n"));
    }

    @Test
    void leavesFilesAloneThatAreNoSockets() throws IOException {
        final Path file = Files.writeString(folder.resolve("precious"), "data");
        assertThrows(BindException.class, () -> start("stats socket " + file));
        assertEquals("data", Files.readString(file));
    }

    @Test
    void takesADescriptorOverAndLeavesThePathAlone() throws Exception {
        server.stopAccepting(List.of(path.toString())).get(5, TimeUnit.SECONDS);
        assertEquals(0, server.listening());
        final Object inode = Files.getAttribute(path, "unix:ino");
        final StatsServer successor = make("stats socket " + path + " level user");
        successor.bind(Map.of(path.toString(), duplicate(server.open().get(path.toString()).fd().intValue())));
        successor.startAccepting();
        try {
            assertEquals("user\n\n", StatsClient.ask(path, "show cli level\n"));
            assertEquals(inode, Files.getAttribute(path, "unix:ino"));
        } finally {
            successor.close();
        }
        server.startAccepting();
        assertEquals("admin\n\n", StatsClient.ask(path, "show cli level\n"));
    }

    private static int duplicate(final int fd) {
        return Function.getFunction("c", "dup").invokeInt(new Object[] {fd});
    }

    @Test
    void tellsTheClientAndTheLogOfACommandThatFails() throws IOException {
        final CommandTable broken = new CommandTable(List.of(Command.of("boom", Level.USER, "",
            "", call -> {
                throw new IllegalStateException("out of order");
            })));
        final Path other = folder.resolve("other.sock");
        final Configuration configuration = TestInstance.configuration("global\n  stats socket " + other + "\nbackend none\n");
        try (StatsServer second = new StatsServer(configuration.global(), broken, endpoint,
            (severity, proxy, text) -> fixture.events.add(text))) {
            second.bind(Map.of());
            second.startAccepting();
            assertEquals("Internal error: java.lang.IllegalStateException: out of order\n\n", StatsClient.ask(other, "boom\n"));
            assertEquals(List.of("Runtime command 'boom' failed: java.lang.IllegalStateException: out of order"), fixture.events);
        }
    }
}
