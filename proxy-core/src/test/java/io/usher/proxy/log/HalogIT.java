package io.usher.proxy.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.usher.proxy.config.Configuration;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Frontend;
import io.usher.proxy.live.Instance;
import io.usher.proxy.runtime.TestInstance;
import io.usher.proxy.traffic.StreamRecords;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HAProxy's own log analyser (Debian package haproxy) must understand every line. */
@Timeout(60)
final class HalogIT {

    private static final int REQUESTS = 200;

    @TempDir
    private Path folder;

    @Test
    void halogCountsEveryRequest() throws Exception {
        assumeTrue(Stream.of("/usr/bin/halog", "/usr/sbin/halog").anyMatch(path -> new File(path).canExecute()),
            "halog is not installed");
        final Path log = folder.resolve("usher.log");
        Files.write(log, lines());
        final String servers = halog("-srv", log);
        assertTrue(servers.lines().anyMatch(line -> line.startsWith("custombe/s1 ") && line.contains(" " + REQUESTS / 2 + " ")),
            servers);
        final String statuses = halog("-st", log);
        assertEquals("200 " + REQUESTS / 2 + "\n503 " + REQUESTS / 2 + "\n",
            statuses.lines().sorted().map(line -> line.strip().replaceAll("[:\\s]+", " ") + "\n").reduce("", String::concat));
    }

    private byte[] lines() throws IOException {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            receiver.setReceiveBufferSize(1 << 20);
            final Configuration configuration = TestInstance.configuration("global\n  log 127.0.0.1:" + receiver.getLocalPort()
                + " local6\ndefaults\n  mode http\n  log global\n  option httplog\nfrontend custom\n  bind 127.0.0.1:25080\n"
                + "  default_backend custombe\nbackend custombe\n  server s1 127.0.0.1:25901\n");
            final Instance instance = TestInstance.of(configuration, System::nanoTime, (severity, proxy, text) -> { });
            try (LogSink sink = new LogSink(configuration, ProcessHandle.current().pid())) {
                for (int i = 0; i < REQUESTS; i++) {
                    request(instance, i).to(sink::ended);
                    final DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
                    receiver.receive(packet);
                    all.write(("Nov 22 10:00:00 localhost " + new String(packet.getData(), 0, packet.getLength(),
                        StandardCharsets.ISO_8859_1).replaceFirst("^<182>.{16}", "")).getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        }
        return all.toByteArray();
    }

    private static StreamRecords request(final Instance instance, final int number) {
        final Frontend frontend = instance.frontend("custom").orElseThrow();
        final Backend backend = instance.backend("custombe").orElseThrow();
        final InetSocketAddress address = new InetSocketAddress("127.0.0.1", 5000 + number);
        final StreamRecords record = StreamRecords.of(frontend, backend, number % 2 == 0 ? backend.servers().get(0) : null)
            .client(address, address, System.currentTimeMillis()).line("GET /\"" + number + "\u00e9 HTTP/1.1");
        return number % 2 == 0 ? record : record.refused(503, 's', 'Q');
    }

    private static String halog(final String option, final Path log) throws Exception {
        final Process halog = new ProcessBuilder("halog", option).redirectInput(log.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        final String output = new String(halog.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, halog.waitFor());
        return output;
    }
}
