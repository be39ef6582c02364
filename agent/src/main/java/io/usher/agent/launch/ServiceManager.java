package io.usher.agent.launch;

import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells systemd how the agent is (sd_notify(3)); without {@code NOTIFY_SOCKET} it tells nobody. */
final class ServiceManager {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
    private final String socket;

    ServiceManager(final Map<String, String> environment) {
        this.socket = environment.getOrDefault("NOTIFY_SOCKET", "");
    }

    void ready(final String status) {
        tell("READY=1\nSTATUS=" + status.replace('\n', ' '));
    }

    void stopping() {
        tell("STOPPING=1");
    }

    private void tell(final String message) {
        if (socket.isEmpty()) {
            return;
        }
        final byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        try (AFUNIXDatagramSocket datagrams = AFUNIXDatagramSocket.newInstance()) {
            // the address must be connected to: junixsocket refuses it on the packet (tried)
            datagrams.connect(socket.startsWith("@") ? AFUNIXSocketAddress.inAbstractNamespace(socket.substring(1))
                    : AFUNIXSocketAddress.of(java.nio.file.Path.of(socket)));
            datagrams.send(new DatagramPacket(bytes, bytes.length));
        } catch (final IOException e) {
            LOG.warn("the service manager at {} was not told: {}", socket, e.getMessage());
        }
    }
}
