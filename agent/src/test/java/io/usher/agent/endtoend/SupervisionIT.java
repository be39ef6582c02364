package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of a generation that dies, is stopped, or is left behind by its agent. */
class SupervisionIT {

    @Test
    void restartsADeadGenerationFromItsOwnSnapshot() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            stage.startAgent();
            final JsonNode before = stage.active();
            stage.edit("balance roundrobin", "balance roundrobbin");
            kill(before);
            Await.until("a new generation serves", 30, () -> stage.active().path("pid").asLong() != before.path("pid").asLong(),
                    stage::outputs);
            assertEquals(before.path("configurationHash"), stage.active().path("configurationHash"));
            assertTrue(stage.json("/v1/status").path("configuration").path("message").asText().contains("differs from"));
            assertEquals(1, stage.json("/v1/status").path("counters").path("restarts").asInt());
            assertEquals(200, stage.request("/").statusCode());
        }
    }

    @Test
    void callsAReloadRolledBackWhoseGenerationDiedWhileItsPredecessorLived() throws Exception {
        try (Stage stage = new Stage(2, 12_000)) {
            stage.startAgent();
            final long first = stage.active().path("pid").asLong();
            final CompletableFuture<Integer> slow = slowRequest(stage);
            final JsonNode reload = stage.reload("now");
            assertEquals("succeeded", reload.path("state").asText(), () -> reload + stage.outputs());
            assertFalse(slow.isDone(), "the query was meant to outlast the reload");
            kill(stage.active());
            Await.until("the predecessor serves again", 30, () -> stage.active().path("pid").asLong() == first, stage::outputs);
            Await.until("the reload reads rolled-back", 10, () -> stage.json("/v1/reloads/" + reload.path("id").asText())
                    .path("state").asText().equals("rolled-back"), stage::outputs);
            assertEquals(200, slow.get(30, TimeUnit.SECONDS));
            assertEquals(0, stage.refused());
        }
    }

    @Test
    void bringsNobodyBackWhoWasStoppedOnPurpose() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            stage.startAgent();
            ProcessHandle.of(stage.active().path("pid").asLong()).orElseThrow().destroy();
            Await.until("the agent says so", 20, () -> stage.get("/readyz").body().contains("stopped on purpose"),
                    stage::outputs);
            assertEquals(503, stage.patch("/v1/backends/custombe/servers/custom-server-1", "{\"weight\":5}").statusCode());
            assertEquals("succeeded", stage.reload("now").path("state").asText(), stage::outputs);
            assertEquals(0, stage.json("/v1/status").path("counters").path("restarts").asInt());
            assertEquals(1, stage.json("/v1/backends/custombe/servers/custom-server-1").path("weight").path("value").asInt(),
                    "what was answered 503 must not be remembered");
        }
    }

    @Test
    void leavesTrafficAloneWhenOnlyTheAgentIsStopped() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            stage.startAgent();
            stage.agent().destroy();
            assertTrue(stage.agent().waitFor(20, TimeUnit.SECONDS), stage::outputs);
            assertEquals(0, stage.agent().exitValue());
            final String[] lines = java.nio.file.Files.readString(stage.folder.resolve("agent.out")).strip().split("\n");
            assertTrue(lines[lines.length - 1].contains("traffic goes on"), stage::outputs);
            assertEquals(200, stage.request("/").statusCode());
        }
    }

    @Test
    void stopsSoftlyAfterTheLastAnswer() throws Exception {
        try (Stage stage = new Stage(2, 2000)) {
            stage.startAgent();
            final CompletableFuture<Integer> slow = slowRequest(stage);
            assertEquals(202, stage.post("/v1/stop", "{}").statusCode());
            assertEquals(200, slow.get(30, TimeUnit.SECONDS));
            ends(stage);
        }
    }

    @Test
    void stopsAtOnceWhereAskedTo() throws Exception {
        try (Stage stage = new Stage(2, 20_000)) {
            stage.startAgent();
            final CompletableFuture<Integer> slow = slowRequest(stage);
            assertEquals(202, stage.post("/v1/stop", "{\"mode\":\"now\"}").statusCode());
            ends(stage);
            assertTrue(slow.handle((status, error) -> error != null || status != 200).get(30, TimeUnit.SECONDS),
                    "the query cannot have been answered");
        }
    }

    private static void ends(final Stage stage) throws Exception {
        assertTrue(stage.agent().waitFor(30, TimeUnit.SECONDS), stage::outputs);
        assertEquals(0, stage.agent().exitValue(), stage::outputs);
        Await.until("no proxy is left", 10, () -> stage.proxies().isEmpty(), stage::outputs);
    }

    /** A request that has reached a server when this returns. */
    private static CompletableFuture<Integer> slowRequest(final Stage stage) {
        final CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return stage.request("/slow").statusCode();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Await.until("the query is in work", 20, () -> stage.servers.stream().anyMatch(server -> server.inWork() > 0),
                stage::outputs);
        return answer;
    }

    private static void kill(final JsonNode generation) {
        ProcessHandle.of(generation.path("pid").asLong()).orElseThrow().destroyForcibly();
    }
}
