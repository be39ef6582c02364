package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The real {@code usher}, from its launcher to its exit code. */
class CommandLineIT {

    private static final String SERVER = "custombe/custom-server-1";

    @Test
    void tellsHowItEndedByItsExitCode() throws Exception {
        try (Stage stage = new Stage(1, 60_000)) {
            final String nowhere = "http://127.0.0.1:" + Stage.freePort();
            assertEquals(4, Programs.usher(stage, Map.of("USHER_SERVER", nowhere), "status").code());
            stage.startAgent();
            final Map<String, String> agent = Map.of("USHER_SERVER", "http://127.0.0.1:" + stage.apiPort);
            expect(stage, agent, 0, "status");
            final Path taken = stage.configuration;
            assertTrue(expect(stage, agent, 1, "backup", taken.toString()).contains("is there already (expected: a new file)"));
            assertTrue(expect(stage, agent, 2, "drain", "custom-server-1").contains("(expected: BACKEND/SERVER"));
            assertTrue(expect(stage, agent, 5, "drain", "custombe/nobody").contains("nobody"));
            final String token = expect(stage, agent, 0, "token", "create", "reader", "--role", "read").strip();
            assertTrue(expect(stage, Map.of("USHER_SERVER", agent.get("USHER_SERVER"), "USHER_TOKEN", token), 6, "drain", SERVER)
                    .contains("(expected: operator)"));

            final Thread client = new Thread(() -> keepBusy(stage), "client");
            client.setDaemon(true);
            client.start();
            Await.until("the request is at the server", 30, () -> stage.active().path("seats").size() == 1, stage::outputs);
            assertEquals("succeeded", stage.reload("now").path("state").asText(), stage::outputs);
            assertTrue(expect(stage, agent, 3, "reload").contains("generation 1"));
        }
    }

    @Test
    void namesTheProcessThatIsConnectedToAServerPastTheProxy() throws Exception {
        try (Stage stage = new Stage(1, 5)) {
            stage.startAgent();
            final Map<String, String> agent = Map.of("USHER_SERVER", "http://127.0.0.1:" + stage.apiPort);
            assertEquals("", connections(stage, agent));
            final Process forgotten =
                    new ProcessBuilder("curl", "-s", "telnet://127.0.0.1:" + stage.servers.get(0).port()).start();
            try {
                Await.until("the doctor sees it", 60,
                        () -> connections(stage, agent).startsWith("pid " + forgotten.pid() + " (curl -s telnet:"),
                        stage::outputs);
                assertEquals(1, Programs.usher(stage, agent, "doctor").code());
            } finally {
                forgotten.destroyForcibly().waitFor();
            }
            assertEquals("", connections(stage, agent));
        }
    }

    @Test
    void changesNothingInADryRun() throws Exception {
        try (Stage stage = new Stage(1, 5)) {
            stage.startAgent();
            final Map<String, String> agent = Map.of("USHER_SERVER", "http://127.0.0.1:" + stage.apiPort);
            expect(stage, agent, 0, "token", "create", "ci", "--role", "admin", "--dry-run");
            assertEquals(0, stage.json("/v1/tokens").path("tokens").size());
            final Path file = stage.folder.resolve("dry.sql.gz");
            expect(stage, agent, 0, "backup", file.toString(), "--dry-run");
            assertFalse(java.nio.file.Files.exists(file));
            expect(stage, agent, 0, "stop", "--now", "--dry-run");
            assertEquals("active", stage.active().path("state").asText());
        }
    }

    private static String expect(final Stage stage, final Map<String, String> environment, final int code, final String... words)
            throws Exception {
        final Programs.Ended ended = Programs.usher(stage, environment, words);
        assertEquals(code, ended.code(), () -> String.join(" ", words) + ": " + ended.said());
        return ended.said();
    }

    /** What the doctor finds at the servers; "" = nothing. */
    private static String connections(final Stage stage, final Map<String, String> environment) throws Exception {
        final JsonNode findings = Stage.JSON.readTree(Programs.usher(stage, environment, "doctor", "--json").said())
                .path("findings");
        return StreamSupport.stream(findings.spliterator(), false)
                .filter(each -> each.path("check").asText().equals("connections")).map(each -> each.path("what").asText())
                .findFirst().orElse("");
    }

    /** A request that outlives the test, which ends the proxy under it. */
    private static void keepBusy(final Stage stage) {
        try {
            stage.request("/query");
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
