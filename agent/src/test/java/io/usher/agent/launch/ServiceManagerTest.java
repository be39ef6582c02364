package io.usher.agent.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

class ServiceManagerTest {
    @TempDir
    Path folder;

    @Test
    void tellsThatTheAgentIsReadyAndThatItStops() throws Exception {
        final Path path = folder.resolve("notify");
        try (AFUNIXDatagramSocket receiver = AFUNIXDatagramSocket.newInstance()) {
            receiver.bind(AFUNIXSocketAddress.of(path));
            receiver.setSoTimeout(20_000);
            final ServiceManager manager = new ServiceManager(Map.of("NOTIFY_SOCKET", path.toString()));
            manager.ready("traffic\ngoes on");
            assertEquals("READY=1\nSTATUS=traffic goes on", receive(receiver));
            manager.stopping();
            assertEquals("STOPPING=1", receive(receiver));
        }
    }

    @Test
    void tellsNobodyWhereNobodyAsked() {
        new ServiceManager(Map.of()).ready("");
    }

    private static String receive(final AFUNIXDatagramSocket receiver) throws Exception {
        final DatagramPacket packet = new DatagramPacket(new byte[500], 500);
        receiver.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }
}
