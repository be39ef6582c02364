package io.usher.agent.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.control.ListenAddress;
import io.usher.agent.reload.ReloadFilter;
import io.usher.agent.reload.ReloadState;
import io.usher.api.Contract;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Waiting, keys, dry runs and pages of reloads, over real HTTP. */
class ReloadRoutesTest {

    private final ServicesDouble services = new ServicesDouble();
    private final HttpClient http = HttpClient.newHttpClient();
    private Contract contract;
    private RestServer server;

    @BeforeEach
    void open() throws Exception {
        contract = Contract.load();
        server = RestServer.open(services.services(), new ListenAddress.Tcp(InetAddress.getByName("127.0.0.1"), 0));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void answersOnceTheReloadIsOverWhereOneWaits() throws Exception {
        final CompletableFuture<HttpResponse<String>> answer = http.sendAsync(request("POST", "/v1/reloads", "{}", "Prefer",
                "respond-async, wait=50"), HttpResponse.BodyHandlers.ofString());
        assertFalse(answer.isDone());
        services.end.complete(services.reload("01B", ReloadState.SUCCEEDED, "now"));
        assertEquals(200, answer.get().statusCode());
        assertEquals("wait=50", answer.get().headers().firstValue("Preference-Applied").orElseThrow());
        assertEquals("/v1/reloads/01B", answer.get().headers().firstValue("Location").orElseThrow());
        assertEquals("succeeded", json(answer.get()).path("state").asText());
        assertEquals(List.of(), breaches("POST", answer.get()));
    }

    @Test
    void notesARequestThatWaitedOnceWithHowItEnded() throws Exception {
        services.end.complete(services.reload("01B", ReloadState.FAILED, "now"));
        send(request("POST", "/v1/reloads", "{}", "Prefer", "wait=50"), 200);
        assertEquals(List.of("POST /v1/reloads 200"), services.audit.page(10, Optional.empty()).stream()
                .map(entry -> entry.action() + " " + entry.target() + " " + entry.outcome()).toList());
    }

    @Test
    void answersAcceptedWhenTheTimeToWaitHasPassed() throws Exception {
        final HttpResponse<String> answer = send(request("POST", "/v1/reloads", "{}", "Prefer", "wait=0"), 202);
        assertEquals("wait=0", answer.headers().firstValue("Preference-Applied").orElseThrow());
        assertEquals("waiting", json(answer).path("state").asText());
        assertEquals("waiting",
                json(send(request("GET", "/v1/reloads/01B", null, "Prefer", "wait=0"), 200)).path("state").asText());
    }

    @Test
    void leavesPreferencesAloneThatItDoesNotUnderstand() throws Exception {
        for (final String other : List.of("wait=soon", "wait", "wait=-1", "handling=lenient", "await=5")) {
            final HttpResponse<String> answer = send(request("POST", "/v1/reloads", "{}", "Prefer", other), 202);
            assertEquals(Optional.empty(), answer.headers().firstValue("Preference-Applied"), other);
        }
    }

    @Test
    void refusesAKeyThatCameWithAnotherRequest() throws Exception {
        send(request("POST", "/v1/reloads", "{}", "Idempotency-Key", "k-1"), 202);
        final JsonNode problem = json(send(request("POST", "/v1/reloads", "{}", "Idempotency-Key", "used"), 422));
        assertEquals("Idempotency-Key", problem.path("errors").path(0).path("field").asText());
    }

    @Test
    void startsNothingInADryRun() throws Exception {
        final HttpResponse<String> answer = send(request("POST", "/v1/reloads?dry-run=true",
                "{\"deadline\":\"2h\",\"when\":\"drained\"}", "Accept", "*/*"), 200);
        assertEquals("true", answer.headers().firstValue("Usher-Dry-Run").orElseThrow());
        assertEquals(Optional.empty(), answer.headers().firstValue("Location"));
        assertTrue(services.reloads.isEmpty());
        services.gateShut = true;
        send(request("POST", "/v1/reloads?dry-run=true", "{}", "Accept", "*/*"), 409);
    }

    @Test
    void listsByStateAndPage() throws Exception {
        send(request("GET", "/v1/reloads?state=failed,rolled-back&before=01C&limit=7", null, "Accept", "*/*"), 200);
        assertEquals(new ReloadFilter(Set.of(ReloadState.FAILED, ReloadState.ROLLED_BACK), Optional.of("01C"), 7),
                services.asked);
        send(request("GET", "/v1/reloads?state=lost", null, "Accept", "*/*"), 422);
    }

    private HttpRequest request(final String method, final String path, final String body, final String header,
            final String value) {
        return HttpRequest.newBuilder(URI.create("http://" + server.listensOn() + path)).header(header, value)
                .header("Content-Type", "application/json")
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> send(final HttpRequest request, final int status) throws Exception {
        final HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(status, answer.statusCode(), answer::body);
        assertEquals(List.of(), breaches(request.method(), answer));
        return answer;
    }

    private List<String> breaches(final String method, final HttpResponse<String> answer) {
        final URI uri = answer.request().uri();
        return contract.judge(method, uri.getPath() + (uri.getQuery() == null ? "" : "?" + uri.getQuery()), answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(null), answer.body());
    }

    private static JsonNode json(final HttpResponse<String> answer) throws Exception {
        return Json.MAPPER.readTree(answer.body());
    }
}
