package io.usher.agent.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.access.Role;
import io.usher.agent.access.Token;
import io.usher.agent.control.ListenAddress;
import io.usher.agent.request.Requester;
import io.usher.api.Contract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code ?dry-run=true} over real HTTP. */
class DryRunTest {

    /** They are no GET because of their bodies, and change nothing. */
    private static final Set<String> READING = Set.of("POST /v1/configuration/validate", "POST /v1/configuration/plan");

    private final ServicesDouble services = new ServicesDouble();
    private final HttpClient http = HttpClient.newHttpClient();
    private RestServer server;

    @BeforeEach
    void open() throws IOException {
        server = RestServer.open(services.services(), new ListenAddress.Tcp(InetAddress.getByName("127.0.0.1"), 0));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void makesNoToken() throws Exception {
        final JsonNode answer = dry("POST", "/v1/tokens", "{\"name\":\"ci\",\"role\":\"read\"}");
        assertEquals("ci", answer.path("name").asText());
        assertFalse(answer.has("secret"));
        assertEquals(List.of(), services.tokens.list());
        assertEquals(422, send("POST", "/v1/tokens?dry-run=true", "{\"name\":\" \",\"role\":\"read\"}").statusCode());
    }

    @Test
    void revokesNoToken() throws Exception {
        final Token token = services.tokens.create("ci", Role.READ, Optional.empty(), Requester.AGENT).token();
        assertTrue(dry("DELETE", "/v1/tokens/" + token.id(), null).path("revoked").isTextual());
        assertEquals(List.of(token), services.tokens.list());
        final HttpResponse<String> unknown = send("DELETE", "/v1/tokens/none?dry-run=true", null);
        assertEquals(404, unknown.statusCode());
        assertEquals("true", unknown.headers().firstValue(DryRun.HEADER).orElseThrow());
    }

    @Test
    void stopsNothing() throws Exception {
        assertEquals("now", dry("POST", "/v1/stop", "{\"mode\":\"now\"}").path("mode").asText());
        assertEquals("", services.stopped);
    }

    @Test
    void saysHowLargeABackupWouldBe() throws Exception {
        assertEquals(2, dry("POST", "/v1/backup", null).path("bytes").asInt());
    }

    @Test
    void doesNothingWhereItIsNotClearWhetherItIsMeant() throws Exception {
        for (final String query : List.of("dry-run=yes", "dry-run=", "dry-run", "dry-run=false&dry-run=true", "dry-run=True")) {
            final HttpResponse<String> answer = send("POST", "/v1/stop?" + query, "{}");
            assertEquals(400, answer.statusCode(), query);
            assertTrue(answer.body().contains("(expected: true or false)"), answer.body());
        }
        assertEquals("", services.stopped);
    }

    @Test
    void doesNothingWhereItsNameIsMisspelt() throws Exception {
        for (final String name : List.of("dryrun", "dry_run", "Dry-Run", "dry-run[]", "")) {
            final HttpResponse<String> answer = send("POST", "/v1/stop?" + name.replace("[]", "%5B%5D") + "=true", "{}");
            assertEquals(400, answer.statusCode(), name);
            assertTrue(answer.body().contains("unknown query parameter '" + name + "' (expected: dry-run)"), answer.body());
        }
        assertEquals("", services.stopped);
    }

    @Test
    void isTakenBesideWhatElseARouteTakes() throws Exception {
        final HttpResponse<String> answer =
                send("POST", "/v1/configuration/versions/1/restore?apply=none&comment=x&dry-run=true", null);
        assertEquals("200 true", answer.statusCode() + " " + answer.headers().firstValue(DryRun.HEADER).orElse("no header"));
        final HttpResponse<String> unknown = send("POST", "/v1/configuration/versions/1/restore?aply=live", null);
        assertEquals(400, unknown.statusCode());
        assertTrue(unknown.body().contains("'aply' (expected: apply, comment, dry-run)"), unknown.body());
    }

    @Test
    void saysOnlyOfADryRunThatItIsOne() throws Exception {
        final HttpResponse<String> answer = send("POST", "/v1/stop?dry-run=false", "{}");
        assertEquals(202, answer.statusCode());
        assertEquals(Optional.empty(), answer.headers().firstValue(DryRun.HEADER));
        assertEquals("soft", services.stopped);
    }

    @Test
    void isTakenByEveryRouteThatChangesSomething() throws Exception {
        final Contract contract = Contract.load();
        for (final String operation : contract.operations()) {
            final String[] parts = operation.split(" ");
            if (parts[0].equals("GET") || READING.contains(operation)) {
                continue;
            }
            final JsonNode path = contract.document().path("paths").path(parts[1]);
            final JsonNode method = path.path(parts[0].toLowerCase(Locale.ROOT));
            assertTrue((method.path("parameters").toString() + path.path("parameters"))
                    .contains("#/components/parameters/DryRun"), operation + " takes no dry-run in openapi.yaml");
            final JsonNode content = method.path("requestBody").path("content").path("application/json");
            final String target = parts[1].replace("{backend}", "custombe").replace("{server}", "custom-server-1")
                    .replaceAll("\\{\\w+}", "1");
            final HttpResponse<String> answer =
                    send(parts[0], target + "?dry-run=true", method.has("requestBody") ? example(content) : null);
            if (answer.statusCode() < 400) {
                assertEquals("200 true",
                        answer.statusCode() + " " + answer.headers().firstValue(DryRun.HEADER).orElse("no header"), operation);
            }
        }
        assertEquals("", services.stopped);
    }

    private static String example(final JsonNode content) {
        return content.path("examples").isEmpty() ? "{}" : content.path("examples").iterator().next().path("value").toString();
    }

    private JsonNode dry(final String method, final String path, final String body) throws Exception {
        final HttpResponse<String> answer = send(method, path + "?dry-run=true", body);
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("true", answer.headers().firstValue(DryRun.HEADER).orElseThrow());
        return Json.MAPPER.readTree(answer.body());
    }

    private HttpResponse<String> send(final String method, final String path, final String body) throws Exception {
        final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + server.listensOn() + path))
                .method(method,
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        final HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(List.of(), Contract.load().judge(method, path, answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(null), answer.body()));
        return answer;
    }
}
