package io.usher.agent.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.control.ListenAddress;
import io.usher.api.Contract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Schedules and maintenance windows over real HTTP; every answer is held against the contract. */
class ScheduleRoutesTest {

    private static final String SERVERS = "{\"cron\":\"0 22 * * *\",\"misfire\":\"skip\",\"action\":{\"type\":\"servers\","
            + "\"backend\":\"app\",\"servers\":[{\"name\":\"web1\",\"state\":\"drain\"},{\"name\":\"web2\",\"weight\":null,"
            + "\"maxconn\":2}]}}";
    private static final String WINDOW = "{\"name\":\"nights\",\"cron\":\"0 2 * * *\",\"duration\":\"3h\","
            + "\"timeZone\":\"Europe/Berlin\"}";

    private final HttpClient http = HttpClient.newHttpClient();
    private Contract contract;
    private RestServer server;

    @BeforeEach
    void open() throws IOException {
        contract = Contract.load();
        server = RestServer.open(new ServicesDouble().services(), new ListenAddress.Tcp(InetAddress.getByName("127.0.0.1"), 0));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private JsonNode ask(final String method, final String path, final String body, final int status) throws Exception {
        final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + server.listensOn()
                + path)).method(method,
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        final HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(path.contains("dry-run=true"), answer.headers().firstValue(DryRun.HEADER).isPresent(), path);
        assertEquals(List.of(), contract.judge(method, path, answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(null),
                answer.body()));
        return answer.body().isEmpty() ? Json.MAPPER.nullNode() : Json.MAPPER.readTree(answer.body());
    }

    private void wrong(final String path, final String body, final String field) throws Exception {
        assertEquals(field, ask("POST", path, body, 422).path("errors").path(0).path("field").asText(), body);
    }

    private void wrongAction(final String action, final String field) throws Exception {
        wrong("/v1/schedules", "{\"cron\":\"@daily\",\"action\":" + action + "}", field);
    }

    @Test
    void showsAnActionAsItWasAskedFor() throws Exception {
        final JsonNode made = ask("POST", "/v1/schedules", SERVERS, 201);
        assertEquals(Json.MAPPER.readTree(SERVERS).path("action"), made.path("action"));
        assertEquals("skip", made.path("misfire").asText());
        final String ramp = "{\"type\":\"ramp\",\"backend\":\"app\",\"servers\":[\"web1\"],\"from\":0,\"to\":100,"
                + "\"steps\":10,\"interval\":\"1m\"}";
        assertEquals(Json.MAPPER.readTree(ramp),
                ask("POST", "/v1/schedules", "{\"cron\":\"@daily\",\"action\":" + ramp + "}", 201).path("action"));
    }

    @Test
    void pausesResumesAndRuns() throws Exception {
        ask("POST", "/v1/schedules", SERVERS, 201);
        assertEquals("paused", ask("POST", "/v1/schedules/01S/pause?dry-run=true", null, 200).path("state").asText());
        assertEquals("paused", ask("POST", "/v1/schedules/01S/pause", null, 200).path("state").asText());
        ask("POST", "/v1/schedules/01S/pause", null, 409);
        assertEquals("active", ask("POST", "/v1/schedules/01S/resume", null, 200).path("state").asText());
        assertEquals("01B", ask("POST", "/v1/schedules/01S/run", null, 202).path("reload").asText());
        ask("POST", "/v1/schedules/01S/run?dry-run=true", null, 200);
        assertEquals(1, ask("GET", "/v1/schedules/01S/firings?limit=5", null, 200).path("firings").size());
        ask("GET", "/v1/schedules?finished=true", null, 200);
        ask("DELETE", "/v1/schedules/01S?dry-run=true", null, 200);
        ask("DELETE", "/v1/schedules/01S", null, 204);
    }

    @Test
    void knowsNoScheduleThatIsNone() throws Exception {
        for (final String verb : List.of("pause", "resume", "run")) {
            ask("POST", "/v1/schedules/none/" + verb, null, 404);
            ask("POST", "/v1/schedules/none/" + verb + "?dry-run=true", null, 404);
        }
        ask("GET", "/v1/schedules/none/firings", null, 404);
    }

    @Test
    void namesTheFieldOfAnActionThatIsWrong() throws Exception {
        wrongAction("{\"type\":\"dance\"}", "action.type");
        wrongAction("{}", "action.type");
        wrongAction("{\"type\":\"servers\",\"servers\":[{\"name\":\"a\",\"weight\":1}]}", "action.backend");
        wrongAction("{\"type\":\"servers\",\"backend\":\"b\",\"servers\":[]}", "action.servers");
        wrongAction("{\"type\":\"servers\",\"backend\":\"b\",\"servers\":[{\"name\":\"a\",\"weight\":300}]}",
                "action.servers[0].weight");
        wrongAction("{\"type\":\"servers\",\"backend\":\"b\",\"servers\":[{\"name\":\"a\",\"state\":\"gone\"}]}",
                "action.servers[0].state");
        wrongAction("{\"type\":\"ramp\",\"backend\":\"b\",\"servers\":[1],\"from\":0,\"to\":1,\"steps\":1,\"interval\":\"1s\"}",
                "action.servers");
        wrongAction("{\"type\":\"ramp\",\"backend\":\"b\",\"servers\":[\"a\"],\"to\":1,\"steps\":1,\"interval\":\"1s\"}",
                "action.from");
        wrongAction("{\"type\":\"reload\",\"backend\":\"b\"}", "action.backend");
        wrong("/v1/schedules", "{\"cron\":\"@daily\",\"misfire\":\"later\",\"action\":{\"type\":\"reload\"}}", "misfire");
        ask("GET", "/v1/schedules?finished=maybe", null, 400);
        ask("POST", "/v1/schedules", SERVERS, 201);
        ask("GET", "/v1/schedules/01S/firings?limit=0", null, 422);
    }

    @Test
    void makesShowsReplacesAndRemovesWindows() throws Exception {
        ask("POST", "/v1/maintenance-windows?dry-run=true", WINDOW, 200);
        assertTrue(ask("GET", "/v1/maintenance-windows", null, 200).path("windows").isEmpty());
        ask("POST", "/v1/maintenance-windows", WINDOW, 201);
        assertEquals("nights", ask("GET", "/v1/maintenance-windows/01W", null, 200).path("name").asText());
        assertEquals("4h", ask("PUT", "/v1/maintenance-windows/01W", WINDOW.replace("3h", "4h"), 200).path("duration").asText());
        ask("DELETE", "/v1/maintenance-windows/01W?dry-run=true", null, 200);
        ask("DELETE", "/v1/maintenance-windows/01W", null, 204);
        ask("GET", "/v1/maintenance-windows/01W", null, 404);
        wrong("/v1/maintenance-windows", "{\"cron\":\"0 2 * * *\"}", "duration");
        wrong("/v1/maintenance-windows", "{\"duration\":\"1h\"}", "cron");
        wrong("/v1/maintenance-windows", "{\"cron\":\"0 2 * * *\",\"duration\":\"1h\",\"color\":1}", "color");
    }
}
