package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.demo.Load;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Somebody goes back to a generation that still finishes, and forth, by the API and by {@code usher}; nobody else notices. */
class ResumeIT {
    private static final int CLIENTS = 40;
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void goesBackToTheGenerationThatStillFinishes() throws Exception {
        try (Stage stage = new Stage(20); ServerSocket held = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            final int port = Stage.freePort();
            Files.writeString(stage.configuration, "\nfrontend held\n    mode http\n    bind 127.0.0.1:" + port
                    + "\n    default_backend held\nbackend held\n    mode http\n    timeout server 10m\n    server s 127.0.0.1:"
                    + held.getLocalPort() + " maxconn 1\n", StandardOpenOption.APPEND);
            stage.startAgent();
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
                 Load load = new Load(stage.clientPort, CLIENTS, true, "/query")) {
                client.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
                try (Socket query = held.accept()) {
                    goesOn(stage, load);
                    final JsonNode reload = stage.reload("now");
                    assertEquals("succeeded", reload.path("state").asText(), stage::outputs);
                    judgesFirst(stage);
                    goesBack(stage, reload.path("id").asText(), load);
                    forthAndBack(stage, load);
                    query.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
                    assertEquals(ANSWER.substring(0, 15),
                            new String(client.getInputStream().readNBytes(15), StandardCharsets.US_ASCII));
                }
                nextReload(stage, load);
                load.close();
                assertEquals(Map.of(), load.failures(), stage::outputs);
                assertEquals(Set.of(200), load.statuses().keySet());
                assertEquals(0, load.reopened());
            }
            assertEquals(0, stage.refused());
            stage.servers.forEach(server -> assertEquals(1, server.peak()));
        }
    }

    private static void goesOn(final Stage stage, final Load load) throws Exception {
        final long before = load.answers();
        Await.until("the load goes on", 30, () -> load.answers() > before + 2 * CLIENTS, stage::outputs);
    }

    private static int active(final Stage stage) throws IOException, InterruptedException {
        return stage.active().path("number").asInt();
    }

    private static void judgesFirst(final Stage stage) throws Exception {
        final HttpResponse<String> judged = stage.post("/v1/generations/1/resume?dry-run=true", "{}");
        assertEquals(200, judged.statusCode(), judged.body());
        assertEquals("true", judged.headers().firstValue("Usher-Dry-Run").orElse(""));
        assertEquals("finishing", Stage.JSON.readTree(judged.body()).path("state").asText(), judged.body());
        assertEquals(2, active(stage));
        assertEquals(404, stage.post("/v1/generations/99/resume", "{}").statusCode());
        assertEquals(200, stage.post("/v1/generations/2/resume", "{}").statusCode(), "it serves already");
    }

    private static void goesBack(final Stage stage, final String reload, final Load load) throws Exception {
        final Programs.Ended back = Programs.usher(stage, Map.of("USHER_SERVER", "http://127.0.0.1:" + stage.apiPort), "resume",
                "1", "--reason", "the new one loses requests");
        assertEquals(0, back.code(), () -> back + stage.outputs());
        assertEquals(1, active(stage));
        final JsonNode undone = stage.json("/v1/reloads/" + reload);
        assertEquals("rolled-back", undone.path("state").asText(), undone::toString);
        assertTrue(undone.path("message").asText().endsWith("went back to generation 1: the new one loses requests"),
                undone::toString);
        goesOn(stage, load);
    }

    private static void forthAndBack(final Stage stage, final Load load) throws Exception {
        for (final int number : new int[] {2, 1}) {
            final HttpResponse<String> answer = stage.post("/v1/generations/" + number + "/resume", "");
            assertEquals(200, answer.statusCode(), () -> answer.body() + stage.outputs());
            assertEquals("active", Stage.JSON.readTree(answer.body()).path("state").asText(), answer.body());
            assertEquals(number, active(stage));
            goesOn(stage, load);
        }
    }

    /** Its number is the next, it comes after the one that serves, and the one that was given up is gone for good. */
    private static void nextReload(final Stage stage, final Load load) throws Exception {
        final JsonNode reload = stage.reload("drained");
        assertEquals("succeeded", reload.path("state").asText(), () -> reload + stage.outputs());
        assertEquals(3, active(stage));
        assertEquals(1, stage.active().path("predecessor").asInt());
        Await.until("the second one has ended", 30,
                () -> stage.json("/v1/generations/2").path("state").asText().equals("ended"), stage::outputs);
        final HttpResponse<String> late = stage.post("/v1/generations/2/resume", "{}");
        assertEquals(409, late.statusCode(), late.body());
        assertTrue(late.body().contains("generation 2 has ended"), late.body());
        goesOn(stage, load);
    }
}
