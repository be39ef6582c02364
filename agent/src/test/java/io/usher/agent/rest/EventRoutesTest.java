package io.usher.agent.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.access.AccessSettings;
import io.usher.agent.access.Limits;
import io.usher.agent.control.ListenAddress;
import io.usher.agent.event.Outlet;
import io.usher.api.Contract;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that go on, over real HTTP. */
class EventRoutesTest {

    private static final int MOST = 2;
    private final ServicesDouble services = new ServicesDouble();
    private final HttpClient http = HttpClient.newHttpClient();
    private RestServer server;

    @BeforeEach
    void open() throws IOException {
        server = RestServer.open(services.services(), List.of(new ListenAddress.Tcp(InetAddress.getByName("127.0.0.1"), 0)),
                new AccessSettings(AccessSettings.DEFAULT.loopbackRole(), Map.of(), Map.of(), Optional.empty(),
                        new Limits(500, 1000, 1000, MOST)));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private HttpRequest.Builder request(final String path) {
        return HttpRequest.newBuilder(URI.create("http://" + server.listensOn() + path));
    }

    private HttpResponse<InputStream> stream(final HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private Outlet subscribe(final HttpRequest.Builder request) throws Exception {
        // the answer's head comes with its first bytes
        http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        return outlet();
    }

    private Outlet outlet() throws InterruptedException {
        final Outlet outlet = services.events.outlets.poll(30, TimeUnit.SECONDS);
        assertNotNull(outlet, "nobody subscribed");
        return outlet;
    }

    @Test
    void streamsWhatIsSentUntilTheLast() throws Exception {
        final var answer = http.sendAsync(request("/v1/events").header("Last-Event-ID", "17").build(),
                HttpResponse.BodyHandlers.ofString());
        final Outlet outlet = outlet();
        assertEquals(OptionalLong.of(17), services.events.after);
        final CountDownLatch gone = new CountDownLatch(1);
        outlet.whenGone(gone::countDown);
        for (int i = 0; i < 1000; i++) {
            outlet.send(("data: " + i + "\n\n").getBytes(StandardCharsets.UTF_8));
        }
        while (outlet.waiting() > 0) {
            Thread.onSpinWait();
        }
        outlet.last("data: last\n\n".getBytes(StandardCharsets.UTF_8));
        final HttpResponse<String> whole = answer.get(30, TimeUnit.SECONDS);
        assertEquals(200, whole.statusCode());
        assertTrue(whole.headers().firstValue("Content-Type").orElseThrow().startsWith("text/event-stream"));
        assertEquals("no-store", whole.headers().firstValue("Cache-Control").orElseThrow());
        assertTrue(whole.body().startsWith("data: 0\n\ndata: 1\n\n"), whole::body);
        assertTrue(whole.body().endsWith("data: 999\n\ndata: last\n\n"), whole::body);
        assertTrue(gone.await(30, TimeUnit.SECONDS));
    }

    @Test
    void letsNoMoreInThanTheLimitAndAgainWhereOneHasLeft() throws Exception {
        final Outlet first = subscribe(request("/v1/events"));
        subscribe(request("/v1/events"));
        final HttpResponse<String> refused = http.send(request("/v1/events").build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(429, refused.statusCode(), refused::body);
        assertEquals("5", refused.headers().firstValue("Retry-After").orElseThrow());
        assertEquals(List.of(), Contract.load().judge("GET", "/v1/events", 429,
                refused.headers().firstValue("Content-Type").orElse(null), refused.body()));
        assertEquals(429, http.send(request("/status?watch").build(), HttpResponse.BodyHandlers.ofString()).statusCode());
        final CountDownLatch gone = new CountDownLatch(1);
        first.whenGone(gone::countDown);
        first.last(":\n\n".getBytes(StandardCharsets.UTF_8));
        assertTrue(gone.await(30, TimeUnit.SECONDS));
        subscribe(request("/v1/events"));
    }

    @Test
    void refusesATypeThatThereIsNoneOfAndAnIdThatIsNone() throws Exception {
        for (final HttpRequest.Builder wrong : List.of(request("/v1/events?type=sever"), request("/v1/events?after=x"),
                request("/v1/events").header("Last-Event-ID", "-1"), request("/status?watch=1h"),
                request("/status?watch=10ms"))) {
            assertEquals(422, http.send(wrong.build(), HttpResponse.BodyHandlers.ofString()).statusCode(),
                    wrong.build()::toString);
        }
    }

    @Test
    void answersAPageToWhoeverAsksForJson() throws Exception {
        final HttpResponse<String> page = http.send(request("/v1/events?after=3").header("Accept", "application/json").build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, page.statusCode());
        assertEquals(List.of(), Contract.load().judge("GET", "/v1/events", 200,
                page.headers().firstValue("Content-Type").orElse(null), page.body()));
        assertEquals("DOWN", Json.MAPPER.readTree(page.body()).at("/events/0/detail/to").asText());
    }

    @Test
    void repaintsTheStatusOverTheOneBefore() throws Exception {
        final HttpResponse<InputStream> answer = stream(request("/status?watch=200ms"));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            int tables = 0;
            for (String line = lines.readLine(); tables < 3; line = lines.readLine()) {
                assertNotNull(line, "the stream ended");
                assertTrue(line.endsWith("\u001b[K"), line);
                tables += line.contains("\u001b[Husher-agent") ? 1 : 0;
            }
        }
    }
}
