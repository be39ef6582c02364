package io.usher.proxy.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.unix.DomainSocketAddress;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Frontend;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.Server;
import io.usher.proxy.runtime.TestInstance;
import io.usher.proxy.traffic.StreamRecord;
import io.usher.proxy.traffic.StreamRecords;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** Lines as HAProxy 2.6.12 wrote them for the same streams. */
final class StreamFormatTest {

    private static final String CONFIGURATION = """
        defaults
            mode http
            timeout client 2s
        frontend custom
            bind 127.0.0.1:25080
            bind /tmp/fe.sock
            option httplog
            default_backend custombe
        backend custombe
            server custom-server-1 127.0.0.1:25901
        frontend tcpf
            bind 127.0.0.1:25081
            mode tcp
            option tcplog
        listen plain
            bind 127.0.0.1:25082
            bind /tmp/plain.sock
            mode tcp
            server t1 127.0.0.1:25901
        listen plainh
            bind 127.0.0.1:25084
            server t1 127.0.0.1:25901
        """;
    /** 22 November 2026, 10:35:20.144 UTC. */
    private static final long MILLIS = 1_795_343_720_144L;

    private final Instance instance = TestInstance.of(TestInstance.configuration(CONFIGURATION), System::nanoTime,
        (severity, proxy, text) -> { });
    private final InetSocketAddress client = new InetSocketAddress("127.0.0.1", 38186);

    private StreamRecords stream(final String frontendName, final String backendName) {
        final Frontend frontend = instance.frontend(frontendName).orElseThrow();
        final Backend backend = backendName == null ? null : instance.backend(backendName).orElseThrow();
        final Server server = backend == null ? null : backend.servers().get(0);
        return StreamRecords.of(frontend, backend, server).client(client, new InetSocketAddress("127.0.0.1", 25082), MILLIS);
    }

    private static String line(final StreamRecords record, final int limit) {
        final LogLine line = new LogLine().start(limit);
        record.to((StreamRecord it) -> new StreamFormat(new LocalClock(ZoneId.of("UTC"))).write(line, it));
        return new String(line.toBytes(), StandardCharsets.ISO_8859_1);
    }

    private static String line(final StreamRecords record) {
        return line(record, 1023);
    }

    @Test
    void writesTheHttpFormat() {
        assertEquals("127.0.0.1:38186 [22/Nov/2026:10:35:20.144] custom custombe/custom-server-1 0/0/0/50/50 200 104 - - ---- "
            + "1/1/0/0/0 0/0 \"GET / HTTP/1.1\"", line(stream("custom", "custombe")));
    }

    @Test
    void writesARequestThatWasNotUnderstood() {
        assertEquals("127.0.0.1:38186 [22/Nov/2026:10:35:20.144] custom custom/<NOSRV> -1/-1/-1/-1/0 400 0 - - PR-- "
            + "1/1/0/0/0 0/0 \"<BADREQ>\"", line(stream("custom", null).refused(400, 'P', 'R')));
    }

    @Test
    void writesQueuePositionsRetriesAndRedispatch() {
        assertEquals("127.0.0.1:38186 [22/Nov/2026:10:35:20.144] custom custombe/custom-server-1 0/0/0/50/50 200 104 - - ---- "
            + "1/1/0/0/+3 12/345 \"GET / HTTP/1.1\"", line(stream("custom", "custombe").waited(12, 345, 3, true)));
    }

    @Test
    void namesAUnixClientByItsListener() {
        assertTrue(line(stream("custom", "custombe")
            .client(new DomainSocketAddress(""), new DomainSocketAddress("/tmp/fe.sock"), MILLIS)).startsWith("unix:2 [22/"));
    }

    @Test
    void shortensIpv6Addresses() throws UnknownHostException {
        final InetSocketAddress v6 = new InetSocketAddress(InetAddress.getByName("2001:db8:0:0:0:0:0:1"), 80);
        assertTrue(line(stream("custom", "custombe").client(v6, v6, MILLIS)).startsWith("2001:db8::1:80 ["));
    }

    @Test
    void writesTheTcpFormat() {
        assertEquals("127.0.0.1:38186 [22/Nov/2026:10:35:20.144] tcpf tcpf/<NOSRV> 0/0/50 104 -- 1/1/0/0/0 0/0",
            line(stream("tcpf", null)));
    }

    @Test
    void writesTheDefaultFormat() {
        assertEquals("Connect from 127.0.0.1:38186 to 127.0.0.1:25082 (plain/TCP)", line(stream("plain", "plain")));
        assertEquals("Connect from 127.0.0.1:38186 to 127.0.0.1:25082 (plainh/HTTP)", line(stream("plainh", "plainh")));
        assertEquals("Connect to unix:2 (plain/TCP)", line(stream("plain", "plain")
            .client(new DomainSocketAddress(""), new DomainSocketAddress("/tmp/plain.sock.42.tmp"), MILLIS)));
    }

    @Test
    void escapesQuotesHashesControlAndHighBytes() {
        assertTrue(line(stream("custom", "custombe").line("GET /\"#\u0001\u007f\u0080\u00ff{|}\\ HTTP/1.1"))
            .endsWith(" \"GET /#22#23#01#7F#80#FF{|}\\ HTTP/1.1\""));
    }

    @Test
    void keepsTheFirst1023BytesOfARequestLine() {
        final String line = line(stream("custom", "custombe").line("GET /" + "a".repeat(3000)), 4095);
        assertTrue(line.endsWith(" \"GET /" + "a".repeat(1018) + "\""), line);
    }

    @Test
    void cutsTheLineAtItsLimit() {
        final String line = line(stream("custom", "custombe").line("GET /" + "a".repeat(500)), 200);
        assertEquals(200, line.length());
        assertTrue(line.endsWith("aaa"));
    }

    @Test
    void neverCutsAnEscapeInTwo() {
        for (int limit = 150; limit < 160; limit++) {
            final String line = line(stream("custom", "custombe").line("GET /" + "\u0080".repeat(50)), limit);
            assertTrue(line.matches(".*\"GET /(#80)*\"?"), line);
        }
    }
}
