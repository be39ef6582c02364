package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.demo.Load;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ten one-slot servers, 50 ms of uninterruptible work, 40 clients: reloads lose nothing and sell no seat twice. */
class ReloadUnderLoadIT {

    private static final int CLIENTS = 40;

    @Test
    void answersEveryRequestThroughTwentyReloadsByTheAgent() throws Exception {
        try (Stage stage = new Stage(50)) {
            stage.startAgent();
            boolean refusedOrWaited = false;
            try (Load load = new Load(stage.clientPort, CLIENTS, true, "/query")) {
                for (int reload = 1; reload <= 20; reload++) {
                    final long before = load.answers();
                    final HttpResponse<String> first = stage.post("/v1/reloads", "{\"when\":\"drained\"}");
                    assertEquals(202, first.statusCode(), first.body());
                    final HttpResponse<String> second = stage.post("/v1/reloads", "{\"when\":\"now\"}");
                    refusedOrWaited |= second.statusCode() == 409
                            && !Stage.JSON.readTree(second.body()).path("blocking").isEmpty();
                    final JsonNode end = stage.end(Stage.JSON.readTree(first.body()).path("id").asText());
                    assertEquals("succeeded", end.path("state").asText(), () -> end + stage.outputs());
                    Await.until("the load goes on", 20, () -> load.answers() > before + CLIENTS, stage::outputs);
                }
                load.close();
                assertEquals(Map.of(), load.failures(), stage::outputs);
                assertEquals(Set.of(200), load.statuses().keySet());
                assertEquals(0, load.reopened());
                assertEquals(load.answers(), stage.served());
            }
            assertEquals(0, stage.refused());
            stage.servers.forEach(server -> assertEquals(1, server.peak()));
            stage.servers.forEach(server -> assertEquals(1, server.peakOpen()));
            assertTrue(refusedOrWaited, "no reload asked for during a drain was refused");
        }
    }

    @Test
    void answersEveryRequestThroughFiveReloadsByTheProxyAlone() throws Exception {
        try (Stage stage = new Stage(50)) {
            final Path pid = stage.folder.resolve("pid");
            start(stage, pid, 0);
            try (Load load = new Load(stage.clientPort, CLIENTS, true, "/query")) {
                for (int reload = 1; reload <= 5; reload++) {
                    final long before = load.answers();
                    final String old = Files.readString(pid).strip();
                    start(stage, pid, Long.parseLong(old));
                    Await.until("the old generation ends", 60, () -> stage.proxies().size() == 1, stage::outputs);
                    Await.until("the load goes on", 20, () -> load.answers() > before + CLIENTS, stage::outputs);
                }
                load.close();
                assertEquals(Map.of(), load.failures(), stage::outputs);
                assertEquals(Set.of(200), load.statuses().keySet());
                assertEquals(0, load.reopened());
            }
            assertEquals(0, stage.refused());
            stage.servers.forEach(server -> assertEquals(1, server.peak()));
        }
    }

    private static void start(final Stage stage, final Path pid, final long old) throws Exception {
        final Process launcher = old == 0
                ? stage.proxy("proxy.out", "-D", "-f", stage.configuration.toString(), "-p", pid.toString())
                : stage.proxy("proxy.out", "-D", "-f", stage.configuration.toString(), "-p", pid.toString(), "-sf",
                        String.valueOf(old));
        assertTrue(launcher.waitFor(60, TimeUnit.SECONDS), stage::outputs);
        assertEquals(0, launcher.exitValue(), stage::outputs);
    }
}
