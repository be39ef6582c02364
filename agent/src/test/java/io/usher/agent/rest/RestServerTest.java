package io.usher.agent.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.access.Limits;
import io.usher.agent.control.ListenAddress;
import io.usher.api.Contract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The routes over real HTTP; every answer, errors too, is held against openapi.yaml. */
class RestServerTest {

    private static final String SERVER = "/v1/backends/custombe/servers/custom-server-1";

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
    void hasARouteForEveryOperationOfTheContractAndNoOther() {
        final TreeSet<String> routes = new TreeSet<>();
        Routes.of(services.services(), Limits.DEFAULT).forEach(route -> routes.add(route.operation()));
        assertEquals(new TreeSet<>(contract.operations()), routes);
    }

    @Test
    void answersEveryReadAsTheContractSays() throws Exception {
        ask("POST", "/v1/reloads", "{\"when\":\"drained\"}", 202);
        ask("POST", "/v1/schedules", "{\"cron\":\"0 3 * * *\",\"action\":{\"type\":\"reload\"}}", 201);
        for (final String path : List.of("/v1/reloads", "/v1/reloads?limit=5", "/v1/reloads/01B", "/v1/generations",
                "/v1/generations/2", "/v1/schedules", "/v1/schedules/01S", "/v1/backends", "/v1/backends/custombe/servers",
                SERVER, SERVER + "/seats", SERVER + "/sessions", "/v1/servers", "/v1/status", "/status", "/livez", "/readyz",
                "/openapi.yaml", "/metrics")) {
            ask("GET", path, null, 200);
        }
    }

    @Test
    void takesAReloadOnAndSaysWhereItIs() throws Exception {
        final HttpResponse<String> answer = ask("POST", "/v1/reloads", "{\"when\":\"now\",\"reason\":\"new servers\"}", 202);
        assertEquals("/v1/reloads/01B", answer.headers().firstValue("Location").orElseThrow());
        assertFalse(json(answer).path("joined").asBoolean());
        assertTrue(json(ask("POST", "/v1/reloads", "{\"when\":\"drained\"}", 202)).path("joined").asBoolean());
    }

    @Test
    void refusesAReloadWhileTheGateIsShutAndSaysWhatBlocks() throws Exception {
        services.gateShut = true;
        final HttpResponse<String> answer = ask("POST", "/v1/reloads", "{\"when\":\"now\"}", 409);
        assertEquals("3", answer.headers().firstValue("Retry-After").orElseThrow());
        final JsonNode blocking = json(answer).path("blocking").path(0);
        assertEquals(1, blocking.path("generation").asInt());
        assertEquals(340, blocking.path("seats").path(0).path("ageMillis").asInt());
        assertEquals(1, json(ask("POST", "/v1/reloads", "{\"when\":\"now\",\"force\":true}", 202)).path("cut").size());
    }

    @Test
    void cancelsAWaitingReloadButNotOneThatIsOver() throws Exception {
        ask("POST", "/v1/reloads", "{\"when\":\"drained\"}", 202);
        assertEquals("cancelled", json(ask("DELETE", "/v1/reloads/01B", null, 200)).path("state").asText());
        ask("DELETE", "/v1/reloads/01A", null, 409);
        ask("DELETE", "/v1/reloads/nowhere", null, 404);
    }

    @Test
    void setsAndClearsOverridesByMergePatch() throws Exception {
        final JsonNode set = json(ask("PATCH", SERVER, "{\"weight\":3,\"state\":\"drain\"}", 200));
        assertEquals(3, set.path("weight").path("override").path("value").asInt());
        assertEquals("drain", set.path("state").path("value").asText());
        final JsonNode cleared = json(ask("PATCH", SERVER, "{\"weight\":null}", 200));
        assertTrue(cleared.path("weight").path("override").isNull());
        assertEquals("drain", cleared.path("state").path("value").asText());
    }

    @Test
    void takesTheMergePatchTypeToo() throws Exception {
        final HttpResponse<String> answer = send("PATCH", SERVER, "{\"maxconn\":2}", "application/merge-patch+json");
        assertEquals(200, answer.statusCode());
        assertEquals(2, json(answer).path("maxconn").path("value").asInt());
    }

    @Test
    void enablesDisablesAndDrainsAsOftenAsAsked() throws Exception {
        for (final String[] verb : new String[][] {{"disable", "maint"}, {"disable", "maint"}, {"drain", "drain"},
                {"enable", "ready"}}) {
            assertEquals(verb[1], json(ask("POST", SERVER + "/" + verb[0], null, 200)).path("state").path("value").asText());
        }
    }

    @Test
    void changesSeveralServers() throws Exception {
        final String several = "/v1/backends/custombe/servers";
        final JsonNode answer = json(ask("PATCH", several, "{\"servers\":[{\"name\":\"custom-server-1\",\"weight\":3}]}", 200));
        assertEquals(3, answer.path("servers").path(0).path("weight").path("value").asInt());
        invalid("PATCH", several, "{}", "servers");
        invalid("PATCH", several, "{\"servers\":[]}", "servers");
        invalid("PATCH", several, "{\"servers\":[7]}", "servers[0]");
        invalid("PATCH", several, "{\"servers\":[{\"weight\":3}]}", "servers[0].name");
        invalid("PATCH", several, "{\"servers\":[{\"name\":\"custom-server-1\"}]}", "servers[0]");
        invalid("PATCH", several, "{\"servers\":[{\"name\":\"custom-server-1\",\"state\":\"gone\"}]}", "servers[0].state");
        invalid("PATCH", several, "{\"servers\":[{\"name\":\"custom-server-1\",\"weight\":3,\"colour\":1}]}",
                "servers[0].colour");
        ask("PATCH", several, "{\"servers\":[{\"name\":\"nobody\",\"weight\":3}]}", 404);
        ask("PATCH", several, "[", 400);
    }

    @Test
    void listsServersByTheirStatus() throws Exception {
        for (final String list : List.of("/v1/servers", "/v1/backends/custombe/servers")) {
            assertEquals(1, json(ask("GET", list + "?status=up", null, 200)).path("servers").size());
            assertEquals(0, json(ask("GET", list + "?status=down", null, 200)).path("servers").size());
            assertEquals(1, json(ask("GET", list + "?status=down&status=up", null, 200)).path("servers").size());
            assertTrue(ask("GET", list + "?status=gone", null, 400).body()
                    .contains("status: 'gone' (expected: up, down, maint, drain or removing)"));
            ask("GET", list + "?status=", null, 400);
        }
        ask("GET", "/v1/backends/nobody/servers?status=up", null, 404);
    }

    @Test
    void showsSeatsAndReleasesHeldOnes() throws Exception {
        assertEquals("2.12", json(ask("GET", SERVER + "/seats", null, 200)).path("seats").path(0).path("id").asText());
        assertEquals("2.12", json(ask("POST", SERVER + "/release", null, 200)).path("released").path(0).asText());
        ask("POST", SERVER + "/release", null, 409);
        ask("POST", "/v1/backends/custombe/servers/nobody/release", null, 404);
        ask("GET", "/v1/backends/custombe/servers/nobody/seats", null, 404);
    }

    @Test
    void cutsSessions() throws Exception {
        final String id = json(ask("GET", SERVER + "/sessions", null, 200)).path("sessions").path(0).path("id").asText();
        ask("DELETE", SERVER + "/sessions/" + id, null, 204);
        ask("DELETE", SERVER + "/sessions/0x20", null, 404);
        ask("GET", "/v1/backends/custombe/servers/nobody/sessions", null, 404);
    }

    @Test
    void namesTheFieldThatIsWrong() throws Exception {
        invalid("POST", "/v1/reloads", "{\"when\":\"tomorrow\"}", "when");
        invalid("POST", "/v1/reloads", "{\"when\":7}", "when");
        invalid("POST", "/v1/reloads", "{\"wen\":\"now\"}", "wen");
        invalid("POST", "/v1/reloads", "{\"force\":\"yes\"}", "force");
        invalid("POST", "/v1/reloads", "[]", "");
        invalid("GET", "/v1/reloads?limit=0", null, "limit");
        invalid("GET", "/v1/reloads?limit=many", null, "limit");
        invalid("PATCH", SERVER, "{\"weight\":257}", "weight");
        invalid("PATCH", SERVER, "{\"weight\":1.5}", "weight");
        invalid("PATCH", SERVER, "{\"state\":\"gone\"}", "state");
        invalid("PATCH", SERVER, "{\"colour\":1}", "colour");
        invalid("PATCH", SERVER, "{}", "");
        invalid("POST", "/v1/schedules",
                "{\"cron\":\"0 3 * * *\",\"timeZone\":\"Mars/Olympus\",\"action\":{\"type\":\"reload\"}}", "timeZone");
        invalid("POST", "/v1/schedules", "{\"cron\":\"0 3 * * *\"}", "action");
        invalid("POST", "/v1/schedules", "{\"cron\":\"0 3 * * *\",\"action\":{\"type\":\"reload\",\"x\":1}}", "action.x");
        invalid("POST", "/v1/stop", "{\"mode\":\"later\"}", "mode");
    }

    @Test
    void tellsWhatIsNoJsonFromWhatIsWrongJson() throws Exception {
        ask("POST", "/v1/reloads", "{\"when\":", 400);
        ask("POST", "/v1/reloads", "when=now", 400);
        ask("POST", "/v1/reloads", "{\"when\":\"now\"} {}", 400);
        ask("POST", "/v1/reloads", "{\"when\":\"now\",\"when\":\"drained\"}", 400);
    }

    @Test
    void refusesTypesAndSizesThatItDoesNotTake() throws Exception {
        assertEquals(415, send("POST", "/v1/reloads", "{}", "text/plain").statusCode());
        ask("POST", "/v1/reloads", "{\"reason\":\"" + "x".repeat(Route.BodyType.JSON.most()) + "\"}", 413);
    }

    @Test
    void refusesABodyAtOnceWhereTheClientWaitsToBeAskedForIt() throws Exception {
        final String answer = raw("POST /v1/reloads HTTP/1.1\r\nHost: localhost:" + port()
                + "\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
        assertTrue(answer.contains("Connection: close\r\n"), answer);
        assertTrue(answer.contains("expected: at most " + Route.BodyType.JSON.most() + " bytes"), answer);
    }

    @Test
    void answersWhoSendsTooMuchOnceAllOfItHasCome() throws Exception {
        final String answer = raw("POST /v1/reloads HTTP/1.1\r\nHost: localhost:" + port()
                + "\r\nContent-Type: application/json\r\nContent-Length: 3000000\r\n\r\n" + "x".repeat(3_000_000)
                + "GET /livez HTTP/1.1\r\nHost: localhost:" + port() + "\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
        assertTrue(answer.contains("HTTP/1.1 200"), answer);
    }

    @Test
    void namesTheMethodsThatAPathTakes() throws Exception {
        final HttpResponse<String> answer = ask("PUT", "/v1/reloads", "{}", 405);
        assertEquals("GET, HEAD, POST", answer.headers().firstValue("Allow").orElseThrow());
        ask("GET", "/v1/nowhere", null, 404);
        ask("GET", "/v1/generations/x", null, 404);
        ask("GET", "/v1/backends/nobody/servers", null, 404);
        ask("GET", "/v1/backends/custombe/servers/nobody", null, 404);
        ask("PATCH", "/v1/backends/custombe/servers/nobody", "{\"weight\":1}", 404);
        ask("DELETE", "/v1/schedules/nowhere", null, 404);
    }

    @Test
    void saysThatTheProxyCannotBeReached() throws Exception {
        services.unreachable = true;
        ask("GET", "/v1/backends", null, 503);
        ask("PATCH", SERVER, "{\"weight\":3}", 503);
        ask("POST", SERVER + "/enable", null, 503);
    }

    @Test
    void isReadyOnlyWhenEveryCheckPasses() throws Exception {
        assertTrue(ask("GET", "/readyz", null, 200).body().contains("ok     proxy: generation 2 answers"));
        services.ready = false;
        assertTrue(ask("GET", "/readyz", null, 503).body().contains("failed proxy: nobody listens"));
    }

    @Test
    void hidesTheAgentsOwnFaultsFromTheAnswer() throws Exception {
        services.broken = true;
        final HttpResponse<String> answer = ask("POST", "/v1/reloads", "{\"when\":\"now\"}", 500);
        assertFalse(answer.body().contains("should not see"), answer.body());
    }

    @Test
    void stopsSoftlyUnlessToldOtherwise() throws Exception {
        assertEquals("soft", json(ask("POST", "/v1/stop", "{}", 202)).path("mode").asText());
        assertEquals("soft", services.stopped);
        ask("POST", "/v1/stop", "{\"mode\":\"now\"}", 202);
        assertEquals("now", services.stopped);
    }

    @Test
    void refusesForeignHostsAndOrigins() throws Exception {
        assertTrue(raw("GET /v1/status HTTP/1.1\r\nHost: evil.example:" + port() + "\r\nConnection: close\r\n\r\n")
                .startsWith("HTTP/1.1 403"));
        assertTrue(raw("GET /v1/status HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n").startsWith("HTTP/1.1 403"));
        assertTrue(raw("POST /v1/stop HTTP/1.1\r\nHost: localhost:" + port() + "\r\nOrigin: http://evil.example\r\n"
                + "Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
                .startsWith("HTTP/1.1 403"));
        assertEquals("", services.stopped);
        assertTrue(raw("GET /livez HTTP/1.1\r\nHost: LOCALHOST:" + port() + "\r\nOrigin: http://localhost:" + port()
                + "\r\nConnection: close\r\n\r\n").startsWith("HTTP/1.1 200"));
    }

    @Test
    void answersBytesThatAreNoHttpWithAProblem() throws Exception {
        for (final String garbage : List.of("GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n", "GET\r\n\r\n",
                "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost:" + port() + "\r\nConnection: close\r\n\r\n")) {
            final String answer = raw(garbage);
            assertTrue(answer.startsWith("HTTP/1.1 400"), () -> garbage + " -> " + answer);
            assertTrue(answer.contains("application/problem+json"), () -> garbage + " -> " + answer);
        }
    }

    @Test
    void showsBrowsersAPageAndTerminalsAText() throws Exception {
        final HttpResponse<String> page = http.send(
                HttpRequest.newBuilder(uri("/status")).header("Accept", "text/html,*/*").build(),
                HttpResponse.BodyHandlers.ofString());
        assertTrue(page.headers().firstValue("Content-Type").orElseThrow().startsWith("text/html"));
        assertTrue(page.body().contains("custom-server-1"));
        assertFalse(ask("GET", "/status", null, 200).body().contains("<html"));
    }

    @Test
    void listensOnAUnixSocketThatOnlyItsOwnerMayUse(@TempDir final Path folder) throws Exception {
        final Path path = folder.resolve("api.sock");
        try (RestServer unix = RestServer.open(services.services(), new ListenAddress.Unix(path));
             SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            assertEquals("unix:" + path, unix.listensOn());
            assertEquals("rw-------", java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            channel.connect(UnixDomainSocketAddress.of(path));
            final String request = "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            final String answer = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void namesTheAddressThatCannotBeBound() {
        final IOException refused = org.junit.jupiter.api.Assertions.assertThrows(IOException.class, () ->
                RestServer.open(services.services(), new ListenAddress.Tcp(InetAddress.getByName("127.0.0.1"), port())).close());
        assertTrue(refused.getMessage().contains("127.0.0.1:" + port()), refused.getMessage());
    }

    private void invalid(final String method, final String path, final String body, final String field) throws Exception {
        final JsonNode problem = json(ask(method, path, body, 422));
        assertEquals(field, problem.path("errors").path(0).path("field").asText(), () -> body + " -> " + problem);
    }

    private HttpResponse<String> ask(final String method, final String path, final String body, final int status)
            throws Exception {
        final HttpResponse<String> answer = send(method, path, body, body == null ? null : "application/json");
        assertEquals(status, answer.statusCode(), () -> method + " " + path + " " + body + " -> " + answer.body());
        return answer;
    }

    private HttpResponse<String> send(final String method, final String path, final String body, final String type)
            throws Exception {
        final HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).method(method,
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        final HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(List.of(), contract.judge(method, path, answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(null), answer.body()));
        return answer;
    }

    private String raw(final String bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            final ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            return answer.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private int port() {
        return Integer.parseInt(server.listensOn().substring(server.listensOn().lastIndexOf(':') + 1));
    }

    private URI uri(final String path) {
        return URI.create("http://" + server.listensOn() + path);
    }

    private static JsonNode json(final HttpResponse<String> answer) throws IOException {
        return Json.MAPPER.readTree(answer.body());
    }
}
