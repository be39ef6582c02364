package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reloads that are judged only, waited for, asked for twice, and that expire, by REST and by the command line. */
class ReloadResourceIT {

    @Test
    void isJudgedWaitedForAskedForOnceAndExpires() throws Exception {
        try (Stage stage = new Stage(2, 5)) {
            stage.startAgent();
            final String wrong = "option  redispatch";
            stage.edit(wrong, wrong + "\n    optoin redispatch");
            final JsonNode judged = json(ask(stage, "/v1/reloads?dry-run=true", "{}", "Accept", "*/*"), 200);
            assertEquals("failed", judged.path("state").asText(), judged::toString);
            assertTrue(judged.path("message").asText().contains("optoin"), judged::toString);
            assertEquals(1, usher(stage, "reload", "--dry-run").code());
            stage.edit("\n    optoin redispatch", "\n    retries 9");
            assertEquals(0, usher(stage, "reload", "--dry-run").code());
            assertEquals(0, stage.json("/v1/reloads").path("reloads").size(), "a dry run leaves nothing in the history");
            waitedFor(stage);
            askedForOnce(stage);
            try (Socket half = new Socket("127.0.0.1", stage.clientPort)) {
                half.getOutputStream()
                        .write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                Await.until("it has a seat", 20, () -> stage.active().path("seats").size() == 1, stage::outputs);
                json(ask(stage, "/v1/reloads", "{}", "Prefer", "wait=60"), 200);
                json(ask(stage, "/v1/reloads?dry-run=true", "{}", "Accept", "*/*"), 409);
                expires(stage);
                half.getOutputStream().write('x');
                assertEquals('H', half.getInputStream().read());
            }
            assertEquals(0, stage.refused());
        }
    }

    private static void waitedFor(final Stage stage) throws Exception {
        final HttpResponse<String> answer = ask(stage, "/v1/reloads", "{\"reason\":\"more tries\"}", "Prefer", "wait=60");
        final JsonNode reload = json(answer, 200);
        assertEquals("succeeded", reload.path("state").asText(), () -> reload + stage.outputs());
        assertEquals("wait=60", answer.headers().firstValue("Preference-Applied").orElseThrow());
        assertEquals(stage.configuration.toString(), reload.path("changes").path(0).path("file").asText());
        assertEquals(1, reload.path("changes").path(0).path("added").asInt());
        assertTrue(reload.path("durationMillis").asLong() > 0);
    }

    private static void askedForOnce(final Stage stage) throws Exception {
        final String one = id(usher(stage, "reload", "--json", "--idempotency-key", "k", "--wait"));
        assertEquals(one, id(usher(stage, "reload", "--json", "--idempotency-key", "k")));
        stage.killAgent();
        stage.startAgent();
        assertEquals(one, id(usher(stage, "reload", "--json", "--idempotency-key", "k")), "after a crash too");
        assertEquals(2, usher(stage, "reload", "--reason", "other", "--idempotency-key", "k").code());
        assertEquals(2, stage.json("/v1/reloads").path("reloads").size());
    }

    private static void expires(final Stage stage) throws Exception {
        final JsonNode expired =
                json(ask(stage, "/v1/reloads", "{\"when\":\"drained\",\"deadline\":\"1ms\"}", "Prefer", "wait=60"), 200);
        assertEquals("expired", expired.path("state").asText(), expired::toString);
        assertEquals(expired.path("id"), stage.json("/v1/reloads?state=expired,failed").path("reloads").path(0).path("id"));
        assertEquals(0, stage.json("/v1/reloads?state=expired&before=" + expired.path("id").asText()).path("reloads").size());
    }

    private static Programs.Ended usher(final Stage stage, final String... words) throws Exception {
        final List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--server", "http://127.0.0.1:" + stage.apiPort));
        return Programs.usher(stage, Map.of(), all.toArray(String[]::new));
    }

    private static String id(final Programs.Ended ended) throws Exception {
        assertEquals(0, ended.code(), ended::said);
        return Stage.JSON.readTree(ended.said()).path("id").asText();
    }

    private static HttpResponse<String> ask(final Stage stage, final String path, final String body, final String header,
                                            final String value) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stage.apiPort + path))
                .header("Content-Type", "application/json").header(header, value)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(final HttpResponse<String> answer, final int status) throws Exception {
        assertEquals(status, answer.statusCode(), answer::body);
        return Stage.JSON.readTree(answer.body());
    }
}
