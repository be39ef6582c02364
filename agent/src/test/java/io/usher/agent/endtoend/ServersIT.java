package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.demo.Load;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Weights and states of servers, judged by what reaches them. */
class ServersIT {

    private static final String BACKEND = "/v1/backends/custombe/servers/";

    @Test
    void sharesAnswersByWeightWithinOnePercent() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            stage.startAgent();
            assertEquals(200, stage.patch(BACKEND + "custom-server-2", "{\"weight\":3}").statusCode());
            final long first = stage.servers.get(0).served();
            final long second = stage.servers.get(1).served();
            try (Load load = new Load(stage.clientPort, 1, true, "/")) {
                Await.until("4000 answers", 60, () -> load.answers() >= 4000, stage::outputs);
            }
            final double share = (double) (stage.servers.get(1).served() - second)
                    / (stage.served() - first - second);
            assertEquals(0.75, share, 0.01);
        }
    }

    @Test
    void disablesDrainsAndEnablesAtOnceAndThroughAReload() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            stage.startAgent();
            for (final String verb : new String[] {"disable", "drain"}) {
                set(stage, verb, verb.equals("disable") ? "maint" : "drain");
                onlyTheSecondServerWorks(stage);
                final JsonNode reload = stage.reload("drained");
                assertEquals("succeeded", reload.path("state").asText(), () -> reload + stage.outputs());
                onlyTheSecondServerWorks(stage);
                set(stage, "enable", "ready");
                final long before = stage.servers.get(0).served();
                Await.until("the first server works again", 20, () -> stage.request("/").statusCode() == 200
                        && stage.servers.get(0).served() > before, stage::outputs);
            }
            final HttpResponse<String> answer = stage.patch(BACKEND + "custom-server-1", "{\"state\":null}");
            assertEquals(200, answer.statusCode(), answer.body());
            assertTrue(Stage.JSON.readTree(answer.body()).path("state").path("override").isNull(), answer.body());
        }
    }

    private static void set(final Stage stage, final String verb, final String state) throws Exception {
        final HttpResponse<String> answer = stage.post(BACKEND + "custom-server-1/" + verb, "");
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(state, Stage.JSON.readTree(answer.body()).path("state").path("value").asText());
    }

    private static void onlyTheSecondServerWorks(final Stage stage) throws Exception {
        final long first = stage.servers.get(0).served();
        for (int i = 0; i < 20; i++) {
            assertEquals(200, stage.request("/").statusCode());
        }
        assertEquals(first, stage.servers.get(0).served());
    }
}
