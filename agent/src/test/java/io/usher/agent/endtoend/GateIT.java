package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.demo.Load;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** The gate while a drain lasts, for the queries are slow. */
class GateIT {

    private static final int WORK_MILLIS = 4000;

    @Test
    void refusesWaitsJoinsCancelsAndForcesAndSellsNoSeatTwice() throws Exception {
        try (Stage stage = new Stage(2, WORK_MILLIS)) {
            // A cut generation's seats come free once its queries are over for sure.
            stage.edit("    timeout server  120000", "    timeout server  120000\n    timeout hold    " + 2 * WORK_MILLIS);
            stage.startAgent();
            try (Load load = new Load(stage.clientPort, 6, true, "/query")) {
                Await.until("both servers are at work", 20, () -> stage.servers.stream().allMatch(s -> s.inWork() == 1),
                        stage::outputs);
                assertEquals("succeeded", stage.reload("now").path("state").asText(), stage::outputs);
                refused(stage);
                waitsJoinsAndIsCancelled(stage);
                runtimeChangesGoThrough(stage);
                forced(stage);
                final long before = stage.served();
                Await.until("the seats come back", 40, () -> stage.served() > before + 2, stage::outputs);
            }
            assertEquals(0, stage.refused());
            stage.servers.forEach(server -> assertEquals(1, server.peak()));
        }
    }

    private static void refused(final Stage stage) throws Exception {
        final HttpResponse<String> answer = stage.post("/v1/reloads", "{\"when\":\"now\"}");
        assertEquals(409, answer.statusCode(), answer.body());
        assertTrue(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow()) >= 1);
        final JsonNode blocking = Stage.JSON.readTree(answer.body()).path("blocking").path(0);
        assertEquals(1, blocking.path("generation").asInt(), answer.body());
        assertEquals("finishing", blocking.path("state").asText(), answer.body());
        assertTrue(blocking.path("seats").size() > 0 && blocking.path("seats").path(0).has("ageMillis"), answer.body());
        assertEquals("refused", stage.json("/v1/reloads?limit=1").path("reloads").path(0).path("state").asText());
    }

    private static void waitsJoinsAndIsCancelled(final Stage stage) throws Exception {
        final HttpResponse<String> first = stage.post("/v1/reloads", "{\"when\":\"drained\"}");
        final HttpResponse<String> second = stage.post("/v1/reloads", "{\"when\":\"drained\"}");
        assertEquals(202, first.statusCode(), first.body());
        assertEquals(202, second.statusCode(), second.body());
        assertEquals(first.headers().firstValue("Location"), second.headers().firstValue("Location"));
        assertTrue(Stage.JSON.readTree(second.body()).path("joined").asBoolean(), second.body());
        final HttpResponse<String> cancelled = stage.delete(first.headers().firstValue("Location").orElseThrow());
        assertEquals(200, cancelled.statusCode(), cancelled.body());
        assertEquals("cancelled", Stage.JSON.readTree(cancelled.body()).path("state").asText());
        assertEquals(409, stage.delete(first.headers().firstValue("Location").orElseThrow()).statusCode());
    }

    private static void runtimeChangesGoThrough(final Stage stage) throws Exception {
        assertEquals(200, stage.patch("/v1/backends/custombe/servers/custom-server-2", "{\"weight\":2}").statusCode());
        assertTrue(stage.get("/status").body().contains("gate  shut"), stage.get("/status").body());
    }

    private static void forced(final Stage stage) throws Exception {
        final HttpResponse<String> answer = stage.post("/v1/reloads", "{\"when\":\"now\",\"force\":true}");
        assertEquals(202, answer.statusCode(), answer.body());
        assertEquals(1, Stage.JSON.readTree(answer.body()).path("cut").path(0).path("generation").asInt(), answer.body());
        final JsonNode end = stage.end(Stage.JSON.readTree(answer.body()).path("id").asText());
        assertEquals("succeeded", end.path("state").asText(), () -> end + stage.outputs());
    }
}
