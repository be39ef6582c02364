package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A reload that cannot succeed leaves the old generation serving, and says why in the proxy's own words. */
class FailedReloadIT {

    @Test
    void ofABrokenFileNamesTheLineAndTheWord() throws Exception {
        try (Stage stage = new Stage(5)) {
            stage.startAgent();
            stage.edit("maxconn 1 check", "maxcon 1 check");
            final JsonNode end = stage.reload("now");
            assertEquals("failed", end.path("state").asText(), () -> end + stage.outputs());
            assertTrue(end.path("message").asText().contains("maxcon"), () -> end.toString());
            assertTrue(end.path("message").asText().contains("one-slot.cfg:"), () -> end.toString());
            assertEquals(200, stage.request("/").statusCode());
        }
    }

    @Test
    void ofAPortThatIsTakenNamesTheAddress() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
             Stage stage = new Stage(5)) {
            stage.startAgent();
            final String address = "127.0.0.1:" + taken.getLocalPort();
            stage.edit("bind 127.0.0.1:" + stage.clientPort, "bind 127.0.0.1:" + stage.clientPort + "\n    bind " + address);
            final JsonNode end = stage.reload("now");
            assertEquals("failed", end.path("state").asText(), () -> end + stage.outputs());
            assertTrue(end.path("message").asText().contains(address), () -> end.toString());
            assertEquals(200, stage.request("/").statusCode());
        }
    }

    @Test
    void whoseSuccessorIsKilledBeforeItIsReadyLeavesTheOldOneServing() throws Exception {
        try (Stage stage = new Stage(5)) {
            stage.startAgent();
            final List<Long> before = stage.proxies();
            assertEquals(1, before.size());
            final HttpResponse<String> asked = stage.post("/v1/reloads", "{\"when\":\"now\"}");
            assertEquals(202, asked.statusCode(), asked.body());
            Await.until("the successor starts and is killed", 20, () -> {
                final List<Long> added = stage.proxies().stream().filter(pid -> !before.contains(pid)).toList();
                final boolean serves = added.stream().anyMatch(pid -> !commandLineChecks(pid));
                added.stream().filter(pid -> !commandLineChecks(pid)).map(ProcessHandle::of)
                        .forEach(process -> process.ifPresent(ProcessHandle::destroyForcibly));
                return serves;
            }, stage::outputs);
            final JsonNode end = stage.end(Stage.JSON.readTree(asked.body()).path("id").asText());
            assertTrue(List.of("failed", "rolled-back").contains(end.path("state").asText()), () -> end + stage.outputs());
            assertTrue(!end.path("message").asText().isEmpty(), () -> end.toString());
            assertTrue(stage.proxies().containsAll(before));
            assertEquals(200, stage.request("/").statusCode());
            final JsonNode again = stage.reload("now");
            assertEquals("succeeded", again.path("state").asText(), () -> again + stage.outputs());
        }
    }

    /** Whether the process is a mere check of the configuration ({@code -c}), which the agent runs first. */
    private static boolean commandLineChecks(final long pid) {
        return ProcessHandle.of(pid).map(Stage::commandLine).orElse("").contains(" -c ");
    }

    @Test
    void keepsTheAgentReadyAndTheFileAsItIs() throws Exception {
        try (Stage stage = new Stage(5)) {
            stage.startAgent();
            stage.edit("balance roundrobin", "balance roundrobbin");
            final String edited = Files.readString(stage.configuration);
            assertEquals("failed", stage.reload("now").path("state").asText());
            assertEquals(edited, Files.readString(stage.configuration));
            assertEquals(200, stage.get("/readyz").statusCode());
            assertTrue(stage.get("/status").body().contains("differs from generation 1"), stage.get("/status").body());
        }
    }
}
