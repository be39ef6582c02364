package io.usher.agent.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usher.agent.access.AccessSettings;
import io.usher.agent.access.Limits;
import io.usher.agent.access.Role;
import io.usher.agent.control.ListenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HEAD over real HTTP (RFC 9110, 9.3.2): what GET would answer, without the body. */
class HeadRequestsTest {

    private static final String FILE = "/v1/configuration/files/" + ConfigurationDouble.NAME;

    private final ServicesDouble services = new ServicesDouble();
    private final HttpClient http = HttpClient.newHttpClient();
    private RestServer server;

    @BeforeEach
    void open() throws IOException {
        final AccessSettings readers =
                new AccessSettings(Optional.of(Role.READ), Map.of(), Map.of(), Optional.empty(), Limits.DEFAULT);
        server = open(readers);
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
    void carriesTheETagOfTheFile() throws Exception {
        admitEverybody();
        final HttpResponse<String> get = ask("GET", FILE);
        final HttpResponse<String> head = ask("HEAD", FILE);
        assertEquals(200, head.statusCode());
        assertEquals(services.configuration.etag(), header(head, "ETag"));
        for (final String name : List.of("ETag", "Content-Type", "Content-Length", "Cache-Control")) {
            assertEquals(header(get, name), header(head, name), name);
        }
        assertEquals("", head.body());
    }

    @Test
    void saysThatTheFileIsStillTheSame() throws Exception {
        admitEverybody();
        for (final String method : List.of("GET", "HEAD")) {
            final HttpResponse<String> same = ask(method, FILE, "If-None-Match", services.configuration.etag());
            assertEquals("304 " + services.configuration.etag(), same.statusCode() + " " + header(same, "ETag"));
            assertEquals(String.valueOf(services.configuration.content.length), header(same, "Content-Length"), method);
        }
        assertEquals(200, ask("HEAD", FILE, "If-None-Match", "\"another\"").statusCode());
    }

    @Test
    void needsTheRoleThatGetNeedsAndFindsNoMoreThanIt() throws Exception {
        assertEquals(401, ask("HEAD", FILE).statusCode());
        assertEquals(401, ask("HEAD", "/v1/tokens").statusCode());
        assertEquals(200, ask("HEAD", "/v1/servers").statusCode());
        assertEquals(404, ask("HEAD", "/v1/nowhere").statusCode());
        assertEquals(404, ask("HEAD", "/v1/backends/nobody/servers").statusCode());
        assertEquals(400, ask("HEAD", "/v1/servers?colour=red").statusCode());
        assertEquals("DELETE", header(ask("HEAD", "/v1/tokens/1"), "Allow"));
    }

    @Test
    void opensNoStream() throws Exception {
        final HttpResponse<String> events = ask("HEAD", "/v1/events", "Accept", "text/event-stream");
        assertEquals("200 text/event-stream", events.statusCode() + " " + header(events, "Content-Type"));
        assertEquals(200, ask("HEAD", "/status?watch=1s").statusCode());
        assertEquals(422, ask("HEAD", "/status?watch=never").statusCode());
    }

    private void admitEverybody() throws IOException {
        server.close();
        server = open(AccessSettings.DEFAULT);
    }

    private HttpResponse<String> ask(final String method, final String path, final String... headers) throws Exception {
        final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + server.listensOn() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String header(final HttpResponse<String> answer, final String name) {
        return answer.headers().firstValue(name).orElse("no " + name);
    }
}
