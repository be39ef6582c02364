package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.demo.Load;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The agent is off the path: its death is noticed by no request, and its successor finds what runs. */
class AgentDeathIT {

    @Test
    void isNoticedByNoRequestAndAdoptsAndReloadsAfterwards() throws Exception {
        try (Stage stage = new Stage(50)) {
            stage.startAgent();
            try (Load load = new Load(stage.clientPort, 40, true, "/query")) {
                final long pid = active(stage).path("pid").asLong();
                stage.killAgent();
                final long before = load.answers();
                Await.until("traffic goes on without an agent", 20, () -> load.answers() > before + 200, stage::outputs);
                stage.startAgent();
                assertEquals(pid, active(stage).path("pid").asLong());
                assertEquals(true, active(stage).path("adopted").asBoolean());
                final JsonNode reload = stage.reload("now");
                assertEquals("succeeded", reload.path("state").asText(), () -> reload + stage.outputs());
                load.close();
                assertEquals(Map.of(), load.failures(), stage::outputs);
                assertEquals(Set.of(200), load.statuses().keySet());
                assertEquals(0, load.reopened());
            }
            assertEquals(0, stage.refused());
        }
    }

    @Test
    void leavesAScheduleThatFiresAfterwards() throws Exception {
        try (Stage stage = new Stage(5)) {
            stage.startAgent();
            final HttpResponse<String> made = stage.post("/v1/schedules",
                    "{\"at\":\"" + Instant.now().plusSeconds(4) + "\",\"action\":{\"type\":\"reload\","
                    + "\"reason\":\"by the calendar\"}}");
            assertEquals(201, made.statusCode(), made.body());
            stage.killAgent();
            stage.startAgent();
            Await.until("the reload of the schedule succeeds", 60, () -> {
                for (final JsonNode reload : stage.json("/v1/reloads").path("reloads")) {
                    if (reload.path("reason").asText().equals("by the calendar")) {
                        return reload.path("state").asText().equals("succeeded");
                    }
                }
                return false;
            }, stage::outputs);
        }
    }

    private static JsonNode active(final Stage stage) throws Exception {
        for (final JsonNode generation : stage.json("/v1/generations").path("generations")) {
            if (generation.path("state").asText().equals("active")) {
                return generation;
            }
        }
        throw new AssertionError("no active generation: " + stage.get("/v1/generations").body() + stage.outputs());
    }
}
