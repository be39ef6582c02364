package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Nobody unknown gets in from elsewhere, and whoever does is named. */
class SecurityIT {

    @Test
    void listensWiderThanThisMachineOnlyOnceThereIsATokenAndTellsWhoIsWho() throws Exception {
        try (Stage stage = new Stage(1, 5)) {
            final int port = Stage.freePort();
            final String wide = "http://127.0.0.1:" + port;
            stage.launchAgent("--listen", "0.0.0.0:" + port);
            assertTrue(stage.agent().waitFor(60, TimeUnit.SECONDS), stage::outputs);
            assertEquals(64, stage.agent().exitValue(), stage::outputs);
            assertTrue(stage.outputs().contains("is reachable from other machines"), stage::outputs);

            final Programs.Ended made = Programs.agent(stage, "token", "create", "first", "--data-dir",
                    stage.folder.resolve("data").toString());
            assertEquals(0, made.code(), made.said());
            final String secret = made.said().strip().lines().reduce((a, b) -> b).orElseThrow();
            stage.launchAgent("--listen", "0.0.0.0:" + port);
            Await.until("the agent is ready", 60, () -> stage.get("/readyz").statusCode() == 200, stage::outputs);

            assertEquals(6, Programs.usher(stage, Map.of(), "--server", wide, "status").code());
            assertEquals(6, Programs.usher(stage, Map.of("USHER_TOKEN", "usher_of_nobody"), "--server", wide, "status").code());
            final Programs.Ended drained = Programs.usher(stage, Map.of("USHER_TOKEN", secret), "--server", wide, "drain",
                    "custombe/custom-server-1");
            assertEquals(0, drained.code(), drained.said());
            final JsonNode entry = stage.json("/v1/audit?limit=1").path("entries").path(0);
            assertEquals("token first 127.0.0.1 admin POST 200",
                    entry.path("by").asText() + " " + entry.path("from").asText() + " " + entry.path("role").asText() + " "
                    + entry.path("action").asText() + " " + entry.path("outcome").asText());
            assertFalse(stage.outputs().contains(secret), "a secret stands in a log");
        }
    }
}
