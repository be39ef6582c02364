package io.usher.agent.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.access.Limits;
import io.usher.agent.control.ListenAddress;
import io.usher.api.Contract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which query parameters the routes take, over real HTTP and beside openapi.yaml. */
class QueryParametersTest {

    private final ServicesDouble services = new ServicesDouble();
    private final HttpClient http = HttpClient.newHttpClient();
    private Contract contract;
    private RestServer server;

    @BeforeEach
    void open() throws IOException {
        contract = Contract.load();
        server = RestServer.open(services.services(), new ListenAddress.Tcp(InetAddress.getByName("127.0.0.1"), 0));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void areThoseThatTheContractNames() {
        final Map<String, Set<String>> taken = new TreeMap<>();
        Routes.of(services.services(), Limits.DEFAULT).forEach(route -> taken.put(route.operation(), route.parameters()));
        final Map<String, Set<String>> named = new TreeMap<>();
        contract.operations().forEach(operation -> named.put(operation, named(operation)));
        assertEquals(named, taken);
    }

    @Test
    void areRefusedByNameWhereTheyAreUnknown() throws Exception {
        int refused = 0;
        for (final String operation : contract.operations()) {
            final String[] parts = operation.split(" ");
            final Set<String> known = named(operation);
            if (!parts[1].startsWith("/v1/") && known.isEmpty()) {
                continue;
            }
            final HttpResponse<String> answer = ask(parts[0], parts[1].replaceAll("\\{\\w+}", "1") + "?statsu=down");
            assertEquals(400, answer.statusCode(), operation);
            final JsonNode problem = Json.MAPPER.readTree(answer.body());
            assertEquals("unknown query parameter 'statsu' (expected: " + (known.isEmpty() ? "none" : String.join(", ", known))
                    + ")", problem.path("detail").asText(), operation);
            refused++;
        }
        assertTrue(refused > 50, () -> "too few operations in the contract");
        assertEquals("", services.stopped);
    }

    @Test
    void areFoundBesideKnownOnesAndInAnyEncoding() throws Exception {
        for (final String query : List.of("status=up&limit=3", "Status=up", "status%5B%5D=up", "=up", "limit", "status%20=up")) {
            final HttpResponse<String> answer = ask("GET", "/v1/servers?" + query);
            assertEquals(400, answer.statusCode(), query);
            assertTrue(answer.body().contains("(expected: status)"), answer.body());
        }
        assertEquals(200, ask("GET", "/v1/servers?").statusCode());
        assertEquals(200, ask("GET", "/v1/servers?%73tatus=up").statusCode());
    }

    @Test
    void areWhatTheyLikeForScrapersAndProbes() throws Exception {
        for (final String path : List.of("/metrics", "/livez", "/readyz", "/openapi.yaml")) {
            assertEquals(200, ask("GET", path + "?collect%5B%5D=usher&t=1").statusCode(), path);
        }
    }

    private Set<String> named(final String operation) {
        final String[] parts = operation.split(" ");
        final JsonNode path = contract.document().path("paths").path(parts[1]);
        final Set<String> names = new TreeSet<>();
        for (final JsonNode list : List.of(path.path("parameters"),
                path.path(parts[0].toLowerCase(Locale.ROOT)).path("parameters"))) {
            for (final JsonNode given : list) {
                final JsonNode parameter = given.has("$ref") ? contract.document().at(given.path("$ref").asText().substring(1))
                        : given;
                assertTrue(parameter.path("name").isTextual(), () -> operation + ": no such parameter: " + given);
                if (parameter.path("in").asText().equals("query")) {
                    names.add(parameter.path("name").asText());
                }
            }
        }
        return names;
    }

    private HttpResponse<String> ask(final String method, final String target) throws Exception {
        final HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + server.listensOn() + target))
                .method(method, HttpRequest.BodyPublishers.noBody()).build();
        final HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(List.of(), contract.judge(method, target, answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(null), answer.body()));
        return answer;
    }
}
