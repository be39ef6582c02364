package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Traffic, supervision and gate do not hang on the database, and the database can be had back. */
class DatabaseIT {

    private static final String SERVER = "/v1/backends/custombe/servers/custom-server-1";

    @Test
    void supervisesAndReloadsWithoutADatabaseAndGoesOnOnceItOpens() throws Exception {
        try (Stage stage = new Stage(1, 5)) {
            final Path data = Files.createDirectory(stage.folder.resolve("data"));
            final Path file = Files.writeString(data.resolve("usher.mv.db"), "this is no database".repeat(1000));
            stage.launchAgent();
            Await.until("a request is answered", 60, () -> stage.request("/query").statusCode() == 200, stage::outputs);
            Await.until("the agent says that it is not ready", 60, () -> stage.get("/readyz").statusCode() == 503,
                    stage::outputs);
            assertTrue(stage.get("/readyz").body().contains("failed database: database " + file + " cannot be opened"),
                    () -> stage.outputs());
            assertEquals(503,
                    stage.post("/v1/schedules", "{\"cron\":\"0 3 * * *\",\"action\":{\"type\":\"reload\"}}").statusCode());
            final HttpResponse<String> reload = stage.post("/v1/reloads", "{\"when\":\"now\"}");
            assertEquals(202, reload.statusCode(), reload.body());
            Await.until("the next generation serves", 60, () -> stage.active().path("number").asInt() == 2, stage::outputs);
            assertEquals(200, stage.request("/query").statusCode());
            Files.move(file, data.resolve("damaged"));
            Await.until("the database is open", 60, () -> stage.get("/readyz").statusCode() == 200, stage::outputs);
            assertEquals(201,
                    stage.post("/v1/schedules", "{\"cron\":\"0 3 * * *\",\"action\":{\"type\":\"reload\"}}").statusCode());
        }
    }

    @Test
    void bringsBackFromABackupWhatWasLost() throws Exception {
        try (Stage stage = new Stage(1, 5)) {
            stage.startAgent();
            final String agent = "http://127.0.0.1:" + stage.apiPort;
            final String data = stage.folder.resolve("data").toString();
            final String backup = stage.folder.resolve("backup.sql.gz").toString();
            assertEquals(200, stage.patch(SERVER, "{\"weight\":7}").statusCode());
            final Programs.Ended taken = Programs.usher(stage, Map.of(), "--server", agent, "backup", backup);
            assertEquals(0, taken.code(), taken.said());
            assertEquals(1, Programs.usher(stage, Map.of(), "--server", agent, "backup", backup).code(), "wrote over a file");
            final Programs.Ended inUse = Programs.agent(stage, "restore", backup, "--data-dir", data);
            assertEquals(73, inUse.code(), inUse.said());
            stage.killAgent();
            final Programs.Ended there = Programs.agent(stage, "restore", backup, "--data-dir", data);
            assertEquals(78, there.code(), there.said());
            assertTrue(there.said().contains("--replace"), there.said());
            Files.delete(stage.folder.resolve("data/usher.mv.db"));
            final Programs.Ended restored = Programs.agent(stage, "restore", backup, "--data-dir", data);
            assertEquals(0, restored.code(), restored.said());
            stage.startAgent();
            assertEquals(7, stage.json(SERVER).path("weight").path("override").path("value").asInt(), stage::outputs);
            assertEquals("127.0.0.1", stage.json(SERVER).path("weight").path("override").path("by").asText());
            assertTrue(stage.active().path("adopted").asBoolean());
        }
    }
}
