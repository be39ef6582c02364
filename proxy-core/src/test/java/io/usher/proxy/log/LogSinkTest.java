package io.usher.proxy.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.usher.proxy.config.BindAddress;
import io.usher.proxy.config.Configuration;
import io.usher.proxy.config.LogTarget.Severity;
import io.usher.proxy.config.LogTarget;
import io.usher.proxy.config.Position;
import io.usher.proxy.config.Proxy;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Instance;
import io.usher.proxy.runtime.TestInstance;
import io.usher.proxy.traffic.StreamRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sends lines to real sockets. The time limit only ends a test that would wait for ever. */
@Timeout(30)
final class LogSinkTest {

    /** 22 November 2026, 10:35:20.144 UTC. */
    private static final long MILLIS = 1_795_343_720_144L;

    @TempDir
    private Path folder;
    private final DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();

    LogSinkTest() throws IOException {
        // declared for what the receiver throws
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private static Configuration configuration(final String logs, final String options) {
        return TestInstance.configuration("global\n  " + logs + "\ndefaults\n  mode http\n  log global\n  " + options
            + "\nfrontend custom\n  bind 127.0.0.1:25080\n  default_backend custombe\nbackend custombe\n"
            + "  server custom-server-1 127.0.0.1:25901\n");
    }

    private LogSink sink(final Configuration configuration, final int capacity) throws IOException {
        return new LogSink(configuration, 42, () -> MILLIS, ZoneId.of("UTC"), new PrintStream(complaints, true), capacity);
    }

    private String udp(final String rest) {
        return "log 127.0.0.1:" + receiver.getLocalPort() + " " + rest;
    }

    private String receive() throws IOException {
        final DatagramPacket packet = new DatagramPacket(new byte[65536], 65536);
        receiver.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
    }

    private static StreamRecords request(final Configuration configuration) {
        final Instance instance = TestInstance.of(configuration, System::nanoTime, (severity, proxy, text) -> { });
        final Backend backend = instance.backend("custombe").orElseThrow();
        return StreamRecords.of(instance.frontend("custom").orElseThrow(), backend, backend.servers().get(0))
            .client(new InetSocketAddress("127.0.0.1", 5000), new InetSocketAddress("127.0.0.1", 25080), MILLIS);
    }

    @Test
    void sendsAStreamsLineAsHaproxy() throws IOException {
        final Configuration configuration = configuration(udp("local6 debug"), "option httplog");
        try (LogSink sink = sink(configuration, 100)) {
            request(configuration).to(sink::ended);
            assertEquals("<182>Nov 22 10:35:20 haproxy[42]: 127.0.0.1:5000 [22/Nov/2026:10:35:20.144] custom "
                + "custombe/custom-server-1 0/0/0/50/50 200 104 - - ---- 1/1/0/0/0 0/0 \"GET / HTTP/1.1\"\n", receive());
        }
    }

    @Test
    void cutsHeaderAndTextTogetherAtTheTargetsLength() throws IOException {
        final Configuration configuration = configuration(udp("len 200 local6 debug"), "option httplog");
        try (LogSink sink = sink(configuration, 100)) {
            request(configuration).line("GET /" + "a".repeat(3000)).to(sink::ended);
            final String line = receive();
            assertEquals(201, line.length());
            assertTrue(line.endsWith("aaa\n"), line);
        }
    }

    @Test
    void sendsEventsToTheTargetsOfTheirProxyInOneLine() throws IOException {
        final Configuration configuration = configuration(udp("local6"), "option httplog");
        final Proxy backend = configuration.proxies().get(1);
        try (LogSink sink = sink(configuration, 100)) {
            sink.event(Severity.ALERT, backend, "Server a/b is DOWN, reason: \"x\n<0>forged\".\n");
            assertEquals("<177>Nov 22 10:35:20 haproxy[42]: Server a/b is DOWN, reason: \"x <0>forged\".\n", receive());
            sink.event(Severity.NOTICE, null, "Of no proxy.");
            assertEquals("<181>Nov 22 10:35:20 haproxy[42]: Of no proxy.\n", receive());
        }
    }

    @Test
    void sendsNothingLessSevereThanTheTargetWants() throws IOException {
        final Configuration configuration = configuration(udp("local6 notice"), "option httplog");
        try (LogSink sink = sink(configuration, 100)) {
            request(configuration).to(sink::ended);
            sink.event(Severity.INFO, null, "too little");
            sink.event(Severity.NOTICE, null, "enough");
            assertTrue(receive().endsWith(": enough\n"));
        }
    }

    @Test
    void leavesOutWhatTheOptionsLeaveOut() throws IOException {
        final Configuration configuration = configuration(udp("local6"), "option httplog\n  option dontlog-normal\n"
            + "  option dontlognull");
        try (LogSink sink = sink(configuration, 100)) {
            request(configuration).to(sink::ended);
            request(configuration).refused(400, 'C', 'R').to(sink::ended);
            request(configuration).waited(0, 0, 1, false).to(sink::ended);
            assertTrue(receive().contains(" 1/1/0/0/1 "));
        }
    }

    @Test
    void reachesAUnixReceiverAlsoAfterItWasStartedAnew() throws Exception {
        final Path path = folder.resolve("devlog");
        final Configuration configuration = configuration("log " + path + " local0", "option httplog");
        try (LogSink sink = sink(configuration, 100)) {
            for (int start = 0; start < 2; start++) {
                final Socket unix = Socket.newSocketDomainDgram();
                unix.bind(new DomainSocketAddress(path.toString()));
                sink.event(Severity.INFO, null, "start " + start);
                assertEquals("<134>Nov 22 10:35:20 haproxy[42]: start " + start + "\n", receive(unix));
                unix.close();
                Files.delete(path);
            }
            sink.event(Severity.INFO, null, "lost");
            sink.close();
            assertEquals(1, sink.dropped());
            assertTrue(complaints.toString().contains("[ALERT] log target " + path), complaints.toString());
        }
    }

    private static String receive(final Socket unix) throws IOException {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        final ByteBuffer buffer = ByteBuffer.allocateDirect(2048);
        int length = 0;
        while (length <= 0) {
            assertTrue(System.nanoTime() < deadline, "nothing came");
            length = unix.read(buffer, 0, buffer.capacity());
        }
        final byte[] bytes = new byte[length];
        buffer.get(0, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void dropsCountsAndReportsWhatTheQueueCannotTake() throws Exception {
        final LogQueue queue = new LogQueue(2);
        for (int i = 0; i < 5; i++) {
            queue.offer(new LogQueue.Entry(List.of(), Severity.INFO, new byte[0]));
        }
        assertEquals(3, queue.dropped());
        final Configuration configuration = configuration(udp("local6"), "option httplog");
        final LogOutlet outlet = new LogOutlet(configuration.global().logs().get(0),
            new SyslogHeader(configuration.global().logs().get(0), "haproxy", 42),
            LogOutlet.open(configuration.global().logs().get(0)), System.err);
        final LogThread thread = new LogThread(queue, List.of(outlet), new LocalClock(ZoneId.of("UTC")), () -> MILLIS,
            1024);
        thread.start();
        thread.finish();
        thread.join();
        assertEquals("<180>Nov 22 10:35:20 haproxy[42]: 3 log messages dropped.\n", receive());
        outlet.close();
    }

    @Test
    void writesToADescriptorALineFeedWithinTheLength() throws Exception {
        Epoll.ensureAvailability(); // Whatever ran before, or did not.
        final FileDescriptor[] pipe = FileDescriptor.pipe();
        final Configuration configuration = configuration("log fd@" + pipe[1].intValue() + " len 80 format raw local0",
            "option httplog");
        try (LogSink sink = sink(configuration, 100)) {
            sink.event(Severity.INFO, null, "b".repeat(200));
        }
        final ByteBuffer buffer = ByteBuffer.allocateDirect(1024);
        assertEquals(80, pipe[0].read(buffer, 0, buffer.capacity()));
        assertEquals('\n', buffer.get(79));
        pipe[0].close();
        pipe[1].close();
    }

    @Test
    void namesTheTargetWhoseHostIsUnknown() {
        final IOException refused = assertThrows(IOException.class, () -> LogOutlet.open(
            new LogTarget(new BindAddress.Inet("no-such-host.invalid", 514),
                LogTarget.Format.LOCAL, 1024, "local0", Severity.DEBUG, Severity.EMERG,
                new Position("a.cfg", 3))));
        assertEquals("a.cfg:3: log target 'no-such-host.invalid:514': the host name cannot be resolved", refused.getMessage());
    }
}
