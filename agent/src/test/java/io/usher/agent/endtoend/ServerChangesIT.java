package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.demo.Load;
import io.usher.agent.demo.SlotServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What can be done to servers and frontends at runtime, judged by what reaches the servers. */
class ServerChangesIT {

    private static final String SERVERS = "/v1/backends/custombe/servers";
    private static final String FIRST = SERVERS + "/custom-server-1";
    private static final String ADDED = SERVERS + "/added";

    private static JsonNode json(final HttpResponse<String> answer, final int status) throws Exception {
        assertEquals(status, answer.statusCode(), answer.body());
        return Stage.JSON.readTree(answer.body());
    }

    private static void reload(final Stage stage) throws Exception {
        final JsonNode reload = stage.reload("drained");
        assertEquals("succeeded", reload.path("state").asText(), () -> reload + stage.outputs());
    }

    @Test
    void movesAServerUnderLoadAndNobodyGetsASecondQuery() throws Exception {
        try (Stage stage = new Stage(2, 5);
                SlotServer other = new SlotServer(0, 1, TimeUnit.MILLISECONDS.toNanos(5), true)) {
            stage.startAgent();
            try (Load load = new Load(stage.clientPort, 6, true, "/")) {
                for (int i = 0; i < 20; i++) {
                    final JsonNode there = json(stage.patch(FIRST, "{\"port\":" + other.port() + "}"), 200);
                    assertEquals(other.port(), there.path("port").path("value").asInt(), there::toString);
                    final long served = other.served();
                    Await.until("queries come to the new address", 20, () -> other.served() > served + 3, stage::outputs);
                    final JsonNode back = json(stage.patch(FIRST, "{\"address\":null,\"port\":null}"), 200);
                    assertEquals(stage.servers.get(0).port(), back.path("port").path("value").asInt(), back::toString);
                    assertTrue(back.path("port").path("override").isNull(), back::toString);
                }
                assertEquals(Map.of(200, load.answers()), load.statuses(), stage::outputs);
            }
            assertEquals(0, stage.refused() + other.refused(), stage::outputs);
            assertEquals(1, other.peakOpen());
            assertTrue(stage.servers.get(0).peakOpen() <= 2, "a check may look while nobody else does");
            json(stage.patch(FIRST, "{\"port\":" + other.port() + "}"), 200);
            reload(stage);
            final JsonNode after = stage.json(FIRST);
            assertEquals(other.port(), after.path("port").path("value").asInt(), after::toString);
            assertEquals(stage.servers.get(0).port(), after.path("port").path("configured").asInt(), after::toString);
            assertTrue(after.path("address").path("override").isNull(), after::toString);
            stage.killAgent();
            stage.startAgent();
            assertEquals(other.port(), stage.json(FIRST).path("port").path("override").path("value").asInt());
            json(stage.patch(FIRST, "{\"address\":\"nowhere\"}"), 422);
            json(stage.patch(FIRST, "{\"port\":0}"), 422);
        }
    }

    @Test
    void addsAServerToEachGenerationUntilItIsRemovedAndDrained() throws Exception {
        try (Stage stage = new Stage(1, 60_000); SlotServer other = new SlotServer(0, 1, 0, true);
                SlotServer slow = new SlotServer(0, 1, TimeUnit.SECONDS.toNanos(60), true)) {
            stage.startAgent();
            final String body = "{\"name\":\"added\",\"address\":\"127.0.0.1\",\"port\":" + other.port() + ",\"maxconn\":1}";
            assertEquals("added", json(stage.post(SERVERS + "?dry-run=true", body), 200).path("name").asText());
            json(stage.get(ADDED), 404);
            final HttpResponse<String> created = stage.post(SERVERS, body);
            assertEquals("ready", json(created, 201).path("state").path("configured").asText(), created.body());
            assertEquals(ADDED, created.headers().firstValue("Location").orElseThrow());
            json(stage.post(SERVERS, body), 409);
            json(stage.post(SERVERS, "{\"name\":\"a b\",\"address\":\"127.0.0.1\",\"port\":1}"), 422);
            json(stage.post("/v1/backends/nobody/servers", body), 404);
            json(stage.post(FIRST + "/disable", ""), 200);
            json(stage.patch(ADDED, "{\"weight\":7}"), 200);
            serves(stage, other);
            reload(stage);
            serves(stage, other);
            assertEquals(7, stage.json(ADDED).path("weight").path("value").asInt());
            ProcessHandle.of(stage.active().path("pid").asLong()).orElseThrow().destroyForcibly();
            Await.until("the proxy serves again", 60, () -> stage.get(ADDED).statusCode() == 200
                    && stage.json(ADDED).path("weight").path("value").asInt() == 7, stage::outputs);
            serves(stage, other);
            json(stage.patch(ADDED, "{\"port\":" + slow.port() + "}"), 200);
            try (Socket client = query(stage)) {
                Await.until("a query is at the added server", 20, () -> slow.inWork() == 1, stage::outputs);
                removesOnceDrained(stage, client);
            }
        }
    }

    private static void serves(final Stage stage, final SlotServer server) throws Exception {
        final long before = server.served();
        assertEquals(200, stage.request("/").statusCode(), stage::outputs);
        assertEquals(before + 1, server.served());
    }

    /** A client that asks, and does not wait for the answer. */
    private static Socket query(final Stage stage) throws IOException {
        final Socket client = new Socket("127.0.0.1", stage.clientPort);
        client.getOutputStream().write("GET /query HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    private static void removesOnceDrained(final Stage stage, final Socket client) throws Exception {
        json(stage.delete(FIRST), 409);
        assertEquals("removing", json(stage.delete(ADDED + "?dry-run=true"), 200).path("status").asText());
        assertEquals("ready", stage.json(ADDED).path("state").path("value").asText());
        assertEquals("removing", json(stage.delete(ADDED), 202).path("status").asText());
        assertEquals("removing", stage.json(ADDED).path("status").asText());
        assertEquals(1, stage.json(SERVERS + "?status=removing").path("servers").size());
        json(stage.patch(ADDED, "{\"weight\":9}"), 409);
        json(stage.delete(ADDED), 409);
        client.setSoLinger(true, 0); // a reset: its seat stays taken, but no request of ours is at the server any more
        client.close();
        Await.until("it is gone", 20, () -> stage.get(ADDED).statusCode() == 404, stage::outputs);
        reload(stage);
        json(stage.get(ADDED), 404);
    }

    @Test
    void undoesWhatItHadChangedWhereTheProxyRefusesALaterChange() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            stage.edit("balance roundrobin", "balance static-rr");
            stage.startAgent();
            final String both = "{\"servers\":[{\"name\":\"custom-server-1\",\"maxconn\":3,\"state\":\"drain\"},"
                    + "{\"name\":\"custom-server-2\",\"weight\":5}]}";
            final String wouldBe = json(stage.patchJson(SERVERS + "?dry-run=true", both), 409).path("detail").asText();
            assertTrue(wouldBe.contains("custom-server-2 weight 5: the proxy refused: "), wouldBe);
            final JsonNode dry = json(stage.patchJson(SERVERS + "?dry-run=true", both.replace("5}", "0}")), 200);
            assertEquals(3, dry.path("servers").path(0).path("maxconn").path("value").asInt(), dry::toString);
            final JsonNode problem = json(stage.patchJson(SERVERS, both), 409);
            assertEquals("custom-server-2", problem.path("failed").asText(), problem::toString);
            assertEquals("custom-server-1", problem.path("undone").path(0).asText(), problem::toString);
            final JsonNode first = stage.json(FIRST);
            assertEquals(1, first.path("maxconn").path("value").asInt(), first::toString);
            assertTrue(first.path("maxconn").path("override").isNull(), first::toString);
            assertEquals("ready", first.path("state").path("value").asText(), first::toString);
        }
    }

    @Test
    void showsWhoIsAtAServerCutsItAndReleasesItsSeat() throws Exception {
        try (Stage stage = new Stage(1, 60_000)) {
            stage.startAgent();
            json(stage.post(FIRST + "/release", ""), 409);
            json(stage.post(FIRST + "/release?dry-run=true", ""), 409);
            try (Socket client = query(stage)) {
                Await.until("a session is at the server", 20, () -> stage.json(FIRST + "/sessions").path("sessions").size() == 1,
                        stage::outputs);
                final JsonNode seats = stage.json(FIRST + "/seats");
                assertEquals("in-work", seats.path("seats").path(0).path("state").asText(), seats::toString);
                final String session = stage.json(FIRST + "/sessions").path("sessions").path(0).path("id").asText();
                assertEquals(session,
                        json(stage.delete(FIRST + "/sessions/" + session + "?dry-run=true"), 200).path("id").asText());
                assertEquals(204, stage.delete(FIRST + "/sessions/" + session).statusCode());
                assertTrue(client.isConnected());
            }
            Await.until("the seat is on hold", 20, () -> stage.json(FIRST + "/seats").path("seats").path(0).path("state").asText()
                    .equals("on-hold"), stage::outputs);
            final JsonNode would = json(stage.post(FIRST + "/release?dry-run=true", ""), 200);
            assertEquals(would, json(stage.post(FIRST + "/release", ""), 200));
            Await.until("the seat is free", 20, () -> stage.json(FIRST + "/seats").path("seats").isEmpty(), stage::outputs);
        }
    }

    @Test
    void closesAndOpensAFrontendAndLimitsItThroughReloads() throws Exception {
        try (Stage stage = new Stage(1, 0)) {
            stage.startAgent();
            final String custom = "/v1/frontends/custom";
            assertEquals("custom", stage.json("/v1/frontends").path("frontends").path(0).path("name").asText());
            assertEquals("PAUSED",
                    json(stage.patch(custom + "?dry-run=true", "{\"state\":\"disabled\"}"), 200).path("status").asText());
            assertEquals(200, stage.request("/").statusCode());
            final JsonNode shut = json(stage.patch(custom, "{\"state\":\"disabled\",\"maxconn\":7}"), 200);
            assertEquals("disabled", shut.path("state").path("value").asText(), shut::toString);
            refusesClients(stage);
            reload(stage);
            refusesClients(stage);
            final JsonNode open = json(stage.patch(custom, "{\"state\":null}"), 200);
            assertEquals("OPEN", open.path("status").asText(), open::toString);
            assertEquals(7, open.path("maxconn").path("value").asInt(), open::toString);
            assertEquals(200, stage.request("/").statusCode());
            final JsonNode cleared = json(stage.patch(custom, "{\"maxconn\":null}"), 200);
            assertTrue(cleared.path("maxconn").path("override").isNull(), cleared::toString);
            assertTrue(cleared.path("maxconn").path("value").asInt() > 7, cleared::toString);
            json(stage.patch(custom, "{\"state\":\"ajar\"}"), 422);
            json(stage.patch("/v1/frontends/nobody", "{\"maxconn\":7}"), 404);
        }
    }

    private static void refusesClients(final Stage stage) {
        assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", stage.clientPort).close(), stage::outputs);
    }
}
