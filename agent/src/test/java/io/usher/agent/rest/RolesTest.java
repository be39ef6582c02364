package io.usher.agent.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.access.AccessSettings;
import io.usher.agent.access.Limits;
import io.usher.agent.access.Role;
import io.usher.agent.control.ListenAddress;
import io.usher.agent.request.Requester;
import io.usher.agent.store.AuditLog;
import io.usher.api.Contract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route with every role, over real HTTP; where roles stand is openapi.yaml. */
class RolesTest {

    private static final AccessSettings NOBODY_UNKNOWN =
            new AccessSettings(Optional.empty(), Map.of(), Map.of(), Optional.empty(), Limits.DEFAULT);

    private final ServicesDouble services = new ServicesDouble();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Role, String> secrets = new TreeMap<>();
    private Contract contract;
    private RestServer server;

    @BeforeEach
    void open() throws IOException {
        contract = Contract.load();
        for (final Role role : Role.values()) {
            secrets.put(role, services.tokens.create(role.word(), role, Optional.empty(), Requester.AGENT).secret());
        }
        server = open(NOBODY_UNKNOWN);
    }

    private RestServer open(final AccessSettings access) throws IOException {
        return RestServer.open(services.services(), List.of(new ListenAddress.Tcp(InetAddress.getByName("127.0.0.1"), 0)),
                access);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void hasForEachRouteTheRoleThatTheContractNames() {
        final Map<String, String> routes = new TreeMap<>();
        Routes.of(services.services(), Limits.DEFAULT)
                .forEach(route -> routes.put(route.operation(), route.role().map(Role::word).orElse("none")));
        final Map<String, String> named = new TreeMap<>();
        contract.operations().forEach(operation -> named.put(operation, role(operation)));
        assertEquals(named, routes);
    }

    @Test
    void letsEachRoleDoWhatItMayAndNothingMore() throws Exception {
        for (final String operation : contract.operations()) {
            final Optional<Role> least = Role.of(role(operation));
            assertEquals(least.isPresent(), ask(operation, null) == 401, operation + " without a token");
            assertEquals(401, ask(operation, "Bearer usher_of_nobody"), operation + " with a token that is none");
            for (final Role role : Role.values()) {
                final int status = ask(operation, "Bearer " + secrets.get(role));
                final boolean may = least.isEmpty() || role.includes(least.get());
                assertEquals(may, status != 403 && status != 401, operation + " with role " + role + " -> " + status);
                assertTrue(status < 500, operation + " with role " + role + " -> " + status);
            }
        }
    }

    @Test
    void letsOnlyAdminsForce() throws Exception {
        final String force = "{\"when\":\"now\",\"force\":true}";
        assertEquals(403, send("POST", "/v1/reloads", force, "Bearer " + secrets.get(Role.OPERATOR)).statusCode());
        assertEquals(202, send("POST", "/v1/reloads", force, "Bearer " + secrets.get(Role.ADMIN)).statusCode());
    }

    @Test
    void stopsTakingATokenThatIsRevoked() throws Exception {
        final String admin = "Bearer " + secrets.get(Role.ADMIN);
        final JsonNode made =
                Json.MAPPER.readTree(send("POST", "/v1/tokens", "{\"name\":\"ci\",\"role\":\"read\"}", admin).body());
        final String bearer = "Bearer " + made.path("secret").asText();
        assertEquals(200, send("GET", "/v1/status", null, bearer).statusCode());
        assertEquals(200, send("DELETE", "/v1/tokens/" + made.path("id").asText(), null, admin).statusCode());
        final HttpResponse<String> after = send("GET", "/v1/status", null, bearer);
        assertEquals(401, after.statusCode());
        assertEquals("Bearer realm=\"usher\"", after.headers().firstValue("WWW-Authenticate").orElseThrow());
    }

    @Test
    void namesTheFieldOfATokenThatIsWrong() throws Exception {
        final String admin = "Bearer " + secrets.get(Role.ADMIN);
        assertEquals(422, send("POST", "/v1/tokens", "{\"name\":\"x\",\"role\":\"god\"}", admin).statusCode());
        assertEquals(422, send("POST", "/v1/tokens", "{\"role\":\"read\"}", admin).statusCode());
        assertEquals(422,
                send("POST", "/v1/tokens", "{\"name\":\"x\",\"role\":\"read\",\"expires\":\"soon\"}", admin).statusCode());
        assertEquals(404, send("DELETE", "/v1/tokens/none", null, admin).statusCode());
        assertEquals(422, send("GET", "/v1/audit?limit=0", null, admin).statusCode());
        assertEquals(422, send("GET", "/v1/audit?before=x", null, admin).statusCode());
    }

    @Test
    void notesWhoChangedWhatFromWhereAndHowItEnded() throws Exception {
        send("POST", "/v1/reloads", "{\"when\":\"drained\"}", "Bearer " + secrets.get(Role.OPERATOR));
        send("POST", "/v1/stop", "{}", "Bearer " + secrets.get(Role.READ));
        send("POST", "/v1/stop", "{}", null);
        send("GET", "/v1/status", null, "Bearer " + secrets.get(Role.READ));
        final List<AuditLog.Entry> entries = services.audit.page(10, Optional.empty());
        assertEquals(2, entries.size(), entries::toString);
        assertEquals(new AuditLog.Entry(1, ServicesDouble.NOW, "token operator", "127.0.0.1", "operator", "POST", "/v1/reloads",
                "{\"when\":\"drained\"}", "202", ""), entries.get(1));
        assertEquals("token read", entries.get(0).by());
        assertTrue(entries.get(0).outcome().startsWith("403 POST /v1/stop by token read with role read (expected: admin)"),
                entries.get(0)::toString);
    }

    @Test
    void showsTheAuditLogPageByPage() throws Exception {
        final String admin = "Bearer " + secrets.get(Role.ADMIN);
        for (int i = 0; i < 5; i++) {
            send("POST", "/v1/reloads", "{\"when\":\"drained\"}", admin);
        }
        final JsonNode first = Json.MAPPER.readTree(send("GET", "/v1/audit?limit=3", null, admin).body());
        assertEquals(3, first.path("next").asInt());
        final JsonNode second = Json.MAPPER.readTree(send("GET", "/v1/audit?limit=3&before=3", null, admin).body());
        assertEquals(2, second.path("entries").size());
        assertTrue(second.path("next").isNull());
    }

    @Test
    void tellsWhoAsksTooOftenWhenToAskAgain() throws Exception {
        try (RestServer slow = open(new AccessSettings(Optional.of(Role.READ), Map.of(), Map.of(), Optional.empty(),
                new Limits(1, 3, 10, 10)))) {
            HttpResponse<String> answer = null;
            for (int i = 0; i < 40 && (answer == null || answer.statusCode() == 200); i++) {
                answer = to(slow, "GET", "/v1/status", null, null);
            }
            assertEquals(429, answer.statusCode());
            assertEquals("1", answer.headers().firstValue("Retry-After").orElseThrow());
            assertEquals(200, to(slow, "GET", "/v1/status", null, "Bearer " + secrets.get(Role.READ)).statusCode());
        }
    }

    @Test
    void tellsThoseWithoutATokenNoMoreThanWhetherItIsReady() throws Exception {
        assertTrue(send("GET", "/readyz", null, null).body().lines().allMatch(line -> line.matches("ok     \\w+")));
        assertTrue(send("GET", "/readyz", null, "Bearer " + secrets.get(Role.READ)).body().contains("generation 2 answers"));
    }

    @Test
    void refusesChangesThatABrowserSaysComeFromAnotherSite() throws Exception {
        final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + server.listensOn() + "/v1/stop"))
                .header("Sec-Fetch-Site", "cross-site").header("Authorization", "Bearer " + secrets.get(Role.ADMIN))
                .POST(HttpRequest.BodyPublishers.noBody());
        assertEquals(403, http.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode());
        assertEquals("", services.stopped);
    }

    @Test
    void knowsTheAccountAtTheOtherEndOfAUnixSocket(@TempDir final Path folder) throws Exception {
        final Path path = folder.resolve("api.sock");
        try (RestServer unix = RestServer.open(services.services(), List.of(new ListenAddress.Unix(path)), NOBODY_UNKNOWN)) {
            final Process curl = new ProcessBuilder("curl", "-s", "--unix-socket", path.toString(), "-X", "POST",
                    "http://x/v1/backends/custombe/servers/custom-server-1/drain", "-o", folder.resolve("out").toString(), "-w",
                    "%{http_code}").start();
            assertEquals("200", new String(curl.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII));
        }
        final AuditLog.Entry entry = services.audit.page(1, Optional.empty()).get(0);
        assertEquals("user " + System.getProperty("user.name") + " unix socket admin",
                entry.by() + " " + entry.from() + " " + entry.role());
    }

    private String role(final String operation) {
        final String[] parts = operation.split(" ");
        return contract.document().path("paths").path(parts[1]).path(parts[0].toLowerCase(java.util.Locale.ROOT))
                .path("x-usher-role").asText("missing");
    }

    private int ask(final String operation, final String authorization) throws Exception {
        final String[] parts = operation.split(" ");
        final String path = parts[1].replace("{backend}", "custombe").replace("{server}", "custom-server-1")
                .replaceAll("\\{\\w+}", "1");
        return send(parts[0], path, parts[0].equals("GET") || parts[0].equals("DELETE") ? null : "{}", authorization)
                .statusCode();
    }

    private HttpResponse<String> send(final String method, final String path, final String body, final String authorization)
            throws Exception {
        return to(server, method, path, body, authorization);
    }

    private HttpResponse<String> to(final RestServer to, final String method, final String path, final String body,
                                    final String authorization) throws Exception {
        final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + to.listensOn() + path)).method(method,
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (path.startsWith("/v1/events")) {
            request.header("Accept", "application/json"); // a stream would not end
        }
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        final HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(List.of(), contract.judge(method, path, answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(null), answer.body()));
        return answer;
    }
}
