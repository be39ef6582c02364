package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The agent's start where something is wrong. */
class BootIT {

    @Test
    void startsTheLastConfigurationThatServedWhereTheFileIsBroken() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            stage.startAgent();
            assertEquals(202, stage.post("/v1/stop", "{\"mode\":\"now\"}").statusCode());
            assertTrue(stage.agent().waitFor(30, TimeUnit.SECONDS), stage::outputs);
            stage.edit("maxconn 1 check", "maxcon 1 check");
            stage.launchAgent();
            Await.until("the last configuration serves", 40, () -> stage.get("/readyz").body().contains("is active"),
                    stage::outputs);
            final HttpResponse<String> ready = stage.get("/readyz");
            assertEquals(503, ready.statusCode(), ready.body());
            assertTrue(ready.body().contains("maxcon") && ready.body().contains("one-slot.cfg:"), ready.body());
            assertEquals(3, ready.body().lines().count(), ready.body());
            assertEquals(200, stage.get("/livez").statusCode());
            Await.until("requests are served", 20, () -> stage.request("/").statusCode() == 200, stage::outputs);
            stage.edit("maxcon 1 check", "maxconn 1 check");
            assertEquals("succeeded", stage.reload("now").path("state").asText(), stage::outputs);
            assertEquals(200, stage.get("/readyz").statusCode());
        }
    }

    @Test
    void endsWithTheProxysMessageWhereToldToBeStrict() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            stage.edit("maxconn 1 check", "maxcon 1 check");
            stage.launchAgent("--strict-boot");
            assertTrue(stage.agent().waitFor(40, TimeUnit.SECONDS), stage::outputs);
            assertEquals(78, stage.agent().exitValue(), stage::outputs);
            assertTrue(Files.readString(stage.folder.resolve("agent.out")).contains("maxcon"), stage::outputs);
        }
    }

    @Test
    void refusesASecondAgentAndNamesTheFirst() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            stage.startAgent();
            final long first = stage.agent().pid();
            stage.launchAgent();
            assertTrue(stage.agent().waitFor(40, TimeUnit.SECONDS), stage::outputs);
            assertEquals(73, stage.agent().exitValue(), stage::outputs);
            assertTrue(Files.readString(stage.folder.resolve("agent.out")).contains("pid " + first), stage::outputs);
            assertEquals(200, stage.get("/readyz").statusCode());
        }
    }
}
