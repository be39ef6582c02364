package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.demo.Load;
import io.usher.agent.demo.SlotServer;
import java.io.IOException;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A generation is killed under load while two of them live: the other one goes on, and the servers, which are still at work
 * on what the dead one had sent, are sent nothing before they are done.
 */
class HandoverDeathIT {

    @Test
    void ofTheFinishingGenerationLeavesItsSeatsOnHold() throws Exception {
        try (Stage stage = stage(); Load load = start(stage); Socket idle = idleClient(stage)) {
            final long old = report(stage).path("pid").asLong();
            final Process young = successor(stage, "young.out");
            awaitActive(stage, young.pid());
            assertEquals(old, report(stage).path("predecessor").path("pid").asLong(), stage::outputs);

            kill(old);

            Await.until("the young generation is alone", 30, () -> alone(stage, young.pid()), stage::outputs);
            flows(stage, load);
            assertTrue(idle.isConnected());
            assertExact(stage);
        }
    }

    @Test
    void ofTheActiveGenerationGivesTheSeatsBackToTheFinishingOne() throws Exception {
        try (Stage stage = stage(); Load load = start(stage); Socket idle = idleClient(stage)) {
            final long old = report(stage).path("pid").asLong();
            final Process young = successor(stage, "young.out");
            awaitActive(stage, young.pid());
            flows(stage, load);

            kill(young.pid());

            Await.until("the old generation is active again", 30, () -> alone(stage, old), stage::outputs);
            flows(stage, load);
            final Process next = successor(stage, "next.out");
            awaitActive(stage, next.pid());
            idle.close();
            Await.until("the next generation is alone", 30, () -> alone(stage, next.pid()), stage::outputs);
            assertExact(stage);
        }
    }

    @Test
    void ofAStartingGenerationIsNoticedByNoRequest() throws Exception {
        try (Stage stage = stage(); Load load = start(stage)) {
            final long old = report(stage).path("pid").asLong();
            for (int i = 0; i < 3; i++) {
                final Process young = successor(stage, "young.out");
                Await.until("the young generation has asked", 30, () -> !report(stage).path("successor").isNull(),
                    stage::outputs);
                kill(young.pid());
                Await.until("the old generation is alone", 30, () -> alone(stage, old)
                    || report(stage).path("pid").asLong() != old, stage::outputs);
                assertEquals(old, report(stage).path("pid").asLong(), () -> "killed too late\n" + stage.outputs());
            }
            flows(stage, load);
            load.close();
            assertEquals(Map.of(), load.failures(), stage::outputs);
            assertEquals(Set.of(200), load.statuses().keySet());
            assertExact(stage);
        }
    }

    private static Stage stage() throws IOException {
        final Stage stage = new Stage(50);
        stage.edit("timeout server  120000", "timeout server  120000\n    timeout hold    500");
        return stage;
    }

    private static Load start(final Stage stage) throws Exception {
        final Process first = stage.proxy("first.out", "-f", stage.configuration.toString());
        awaitActive(stage, first.pid());
        final Load load = new Load(stage.clientPort, 40, true, "/query");
        flows(stage, load);
        return load;
    }

    /** A client that asks nothing more: the generation it is connected to is not drained. */
    private static Socket idleClient(final Stage stage) throws IOException {
        final Socket client = new Socket("127.0.0.1", stage.clientPort);
        client.getOutputStream().write("GET /once HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertEquals('H', client.getInputStream().read());
        return client;
    }

    private static Process successor(final Stage stage, final String output) throws IOException {
        return stage.proxy(output, "-f", stage.configuration.toString(), "-x", stage.folder.resolve("haproxy.sock").toString());
    }

    private static void kill(final long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    private static void awaitActive(final Stage stage, final long pid) {
        Await.until("generation of pid " + pid + " is active", 30, () -> {
            final JsonNode report = report(stage);
            return report.path("pid").asLong() == pid && report.path("state").asText().equals("active");
        }, stage::outputs);
    }

    private static boolean alone(final Stage stage, final long pid) {
        final JsonNode report = report(stage);
        return report.path("pid").asLong() == pid && report.path("state").asText().equals("active")
            && report.path("predecessor").isNull() && report.path("successor").isNull();
    }

    private static void flows(final Stage stage, final Load load) {
        final long before = load.answers();
        Await.until("queries are answered", 30, () -> load.answers() > before + 100, stage::outputs);
    }

    private static void assertExact(final Stage stage) {
        assertEquals(0, stage.refused(), stage::outputs);
        for (final SlotServer server : stage.servers) {
            assertTrue(server.peak() <= 1, () -> server.port() + ": " + server.peak() + " queries at once\n" + stage.outputs());
        }
    }

    /** {@return what {@code show generation} says; missing nodes where nobody answers} */
    private static JsonNode report(final Stage stage) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(stage.folder.resolve("haproxy.sock")));
            channel.write(ByteBuffer.wrap("show generation\n".getBytes(StandardCharsets.US_ASCII)));
            return Stage.JSON.readTree(Channels.newInputStream(channel).readAllBytes());
        } catch (IOException e) {
            return Stage.JSON.createObjectNode().put("error", e.toString());
        }
    }
}
