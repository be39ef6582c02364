package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Somebody else has a one-slot server's only slot: wherever seats are shown, that is counted and named. */
class ContestedIT {

    private static final String SERVER = "/v1/backends/custombe/servers/custom-server-1";

    @Test
    void countsAndNamesAServerThatClosesForSomebodyElseWhereverSeatsAreShown() throws Exception {
        try (Stage stage = new Stage(1, 600_000)) {
            stage.edit("global\n", "global\n    log stdout format raw local6 info\n");
            stage.startAgent();
            final String address = "127.0.0.1:" + stage.servers.get(0).port();
            Await.until("the agent knows the server", 30, () -> stage.get(SERVER).statusCode() == 200, stage::outputs);
            awaitShown(stage, address, 0);
            try (EventStream events = new EventStream(stage.apiPort, -1);
                    Socket outsider = new Socket(InetAddress.getLoopbackAddress(), stage.servers.get(0).port())) {
                outsider.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                Await.until("the outsider's query is in work", 30, () -> stage.servers.get(0).inWork() == 1, stage::outputs);
                for (int refused = 1; refused <= 2; refused++) {
                    assertEquals(502, stage.request("/displaced").statusCode(), stage::outputs);
                    assertEquals(refused, stage.refused());
                    awaitShown(stage, address, refused);
                    final String line = "Server custombe/custom-server-1 closed a connection without an answer, at " + address
                            + ", request GET /displaced HTTP/1.1 from 127.0.0.1:";
                    final String count = "(contested " + refused + " times).";
                    Await.until("a log line of it", 30, () -> stage.outputs().lines()
                            .anyMatch(said -> said.contains(line) && said.contains(count)), stage::outputs);
                }
                final JsonNode told = events.await("server.contested", "custombe/custom-server-1",
                        detail -> detail.path("count").asLong() == 2, stage);
                assertEquals(address, told.path("detail").path("address").asText(), told::toString);
            }
        }
    }

    /** On the proxy's own socket, in the answers of the seats' and the generations' routes, and as metrics. */
    private static void awaitShown(final Stage stage, final String address, final long count) {
        Await.until("'show seats' shows " + count, 30, () -> {
            final JsonNode seats = StreamSupport.stream(Stage.JSON.readTree(showSeats(stage)).spliterator(), false).filter(
                    node -> node.path("address").asText().equals(address)).findFirst().orElseThrow();
            return seats.path("contested").asLong(-1) == count
                    && seats.path("servers").path(0).path("contested").asLong(-1) == count;
        }, stage::outputs);
        Await.until("the seats' route shows " + count, 30, () -> {
            final JsonNode seats = stage.json(SERVER + "/seats");
            return seats.path("address").asText().equals(address) && seats.path("contested").asLong(-1) == count;
        }, stage::outputs);
        final ArrayNode servers = Stage.JSON.createArrayNode();
        if (count > 0) {
            servers.addObject().put("backend", "custombe").put("server", "custom-server-1").put("address", address)
                    .put("count", count);
        }
        Await.until("the generations' route shows " + count, 30, () -> {
            final JsonNode active = stage.active();
            return active.path("seatEvents").path("contested").asLong(-1) == count
                    && active.path("contested").toString().equals(servers.toString());
        }, stage::outputs);
        Await.until("the metrics show " + count, 30, () -> {
            final List<String> metrics = stage.get("/metrics").body().lines().toList();
            return metrics.contains("usher_seats_events_total{generation=\"1\",event=\"contested\"} " + count)
                    && metrics.stream().filter(line -> line.startsWith("usher_seats_contested_total")).toList().equals(count == 0
                    ? List.of() : List.of("usher_seats_contested_total{generation=\"1\",proxy=\"custombe\","
                    + "server=\"custom-server-1\",address=\"" + address + "\"} " + count));
        }, stage::outputs);
    }

    private static String showSeats(final Stage stage) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(stage.folder.resolve("haproxy.sock")));
            channel.write(ByteBuffer.wrap("show seats\n".getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
