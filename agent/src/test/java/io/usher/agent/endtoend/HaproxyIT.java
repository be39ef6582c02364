package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A real HAProxy below the agent, from Debian's package; another with {@code -Dusher.test.haproxy=PATH}. Queries that are to
 * outlast something end when the test says so, not after a time.
 */
class HaproxyIT {

    private static final String HAPROXY = System.getProperty("usher.test.haproxy", "/usr/sbin/haproxy");
    private static final String SERVERS = "/v1/backends/custombe/servers/custom-server-";

    @BeforeEach
    void haproxyIsInstalled() {
        assumeTrue(Files.isExecutable(Path.of(HAPROXY)), HAPROXY + " is not installed");
    }

    @Test
    void setsServersAndKeepsThemOverReloads() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            startAgent(stage);
            assertEquals(200, stage.request("/").statusCode());
            assertEquals(200, stage.patch(SERVERS + "1", "{\"weight\":7,\"maxconn\":3}").statusCode());
            assertEquals(200, stage.post(SERVERS + "2/disable", "").statusCode());
            assertEquals(201, stage.post("/v1/backends/custombe/servers",
                    "{\"name\":\"added\",\"address\":\"127.0.0.1\",\"port\":" + stage.servers.get(0).port() + "}").statusCode());
            for (int i = 0; i < 2; i++) {
                assertEquals("succeeded", stage.reload("drained").path("state").asText(), stage::outputs);
                final JsonNode first = stage.json(SERVERS + "1");
                assertEquals(7, first.path("weight").path("value").asInt(), first.toString());
                assertEquals(1, first.path("weight").path("configured").asInt(), first.toString());
                assertEquals(3, first.path("maxconn").path("value").asInt(), first.toString());
                assertEquals(200, stage.get("/v1/backends/custombe/servers/added").statusCode());
                assertEquals("maint", stage.json(SERVERS + "2").path("state").path("value").asText());
                final long second = stage.servers.get(1).served();
                for (int k = 0; k < 10; k++) {
                    assertEquals(200, stage.request("/").statusCode());
                }
                assertEquals(second, stage.servers.get(1).served(), "it is in maintenance");
            }
            assertEquals(3, stage.active().path("number").asInt());
            assertEquals(200, stage.post(SERVERS + "2/enable", "").statusCode());
            final long second = stage.servers.get(1).served();
            Await.until("the second server works again", 20, () -> stage.request("/").statusCode() == 200
                    && stage.servers.get(1).served() > second, stage::outputs);
        }
    }

    @Test
    void saysWhatIsNotExactAndRefusesWhatHaproxyDoesNotKnow() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            startAgent(stage);
            final JsonNode proxy = stage.json("/v1/status").path("proxy");
            assertTrue(proxy.path("program").asText().startsWith("HAProxy "), proxy.toString());
            assertFalse(proxy.path("exact").asBoolean(true), proxy.toString());
            assertTrue(proxy.path("limits").path(0).asText().startsWith("seats: not exact"), proxy.toString());
            assertTrue(stage.get("/status").body().contains("  seats: not exact"), stage.get("/status").body());
            assertTrue(stage.get("/readyz").body().contains("seats: not exact"), stage.get("/readyz").body());
            final String metrics = stage.get("/metrics").body();
            assertTrue(metrics.contains("usher_proxy_exact{program=\"HAProxy "), metrics);
            assertTrue(metrics.contains("haproxy_server_weight"), metrics);
            assertFalse(metrics.contains("usher_seats_taken"), metrics);
            for (final HttpResponse<String> answer : List.of(stage.get(SERVERS + "1/seats"),
                    stage.post(SERVERS + "1/release", ""))) {
                assertEquals(501, answer.statusCode(), answer.body());
                assertTrue(answer.body().contains("expected: usher-proxy"), answer.body());
            }
            assertEquals(200, stage.get(SERVERS + "1/sessions").statusCode());
        }
    }

    @Test
    void refusesAReloadWhileAnEarlierProcessWorksAlsoAfterTheAgentsDeath() throws Exception {
        try (HeldServer server = new HeldServer(); Stage stage = stage(server)) {
            startAgent(stage);
            final CompletableFuture<Integer> query = query(stage, server);
            assertEquals("succeeded", stage.reload("now").path("state").asText(), stage::outputs);
            gateIsShut(stage);
            final HttpResponse<String> back = stage.post("/v1/generations/1/resume", "{}");
            assertEquals(409, back.statusCode(), back.body());
            assertTrue(back.body().contains("no way back to an earlier process"), back.body());
            final HttpResponse<String> waiting = stage.post("/v1/reloads", "{\"when\":\"drained\"}");
            assertEquals(202, waiting.statusCode(), waiting.body());
            stage.killAgent();
            startAgent(stage);
            assertTrue(stage.active().path("adopted").asBoolean() && stage.active().path("number").asInt() == 2, stage::outputs);
            gateIsShut(stage);
            server.answer();
            assertEquals(200, query.get(30, TimeUnit.SECONDS));
            final JsonNode end = stage.end(Stage.JSON.readTree(waiting.body()).path("id").asText());
            assertEquals("succeeded", end.path("state").asText(), () -> end + stage.outputs());
            assertEquals(3, stage.active().path("number").asInt());
        }
    }

    private static void gateIsShut(final Stage stage) throws Exception {
        final HttpResponse<String> answer = stage.post("/v1/reloads", "{\"when\":\"now\"}");
        assertEquals(409, answer.statusCode(), answer.body());
        final JsonNode blocking = Stage.JSON.readTree(answer.body()).path("blocking").path(0);
        assertEquals(1, blocking.path("generation").asInt(), answer.body());
        assertEquals("finishing", blocking.path("state").asText(), answer.body());
        assertEquals(1, blocking.path("connections").asInt(), answer.body());
        assertTrue(blocking.path("message").asText().startsWith(
                "finishing: 1 in work at custombe/custom-server-1, 0 queued, 1 connections"), answer.body());
    }

    @Test
    void restartsAHaproxyThatDiesAtOnceThoughAnEarlierOneStillWorks() throws Exception {
        try (HeldServer server = new HeldServer(); Stage stage = stage(server)) {
            startAgent(stage);
            final CompletableFuture<Integer> query = query(stage, server);
            assertEquals("succeeded", stage.reload("now").path("state").asText(), stage::outputs);
            final long master = stage.active().path("pid").asLong();
            final ProcessHandle worker = ProcessHandle.of(master).orElseThrow().children().findFirst().orElseThrow();
            worker.destroyForcibly();
            final long second = served(stage, master);
            ProcessHandle.of(second).orElseThrow().destroyForcibly();
            served(stage, second);
            assertEquals(2, stage.json("/v1/status").path("counters").path("restarts").asInt());
            server.answer();
            assertEquals(200, query.get(30, TimeUnit.SECONDS));
            Await.until("only the serving master and its worker are left", 20, () -> haproxies(stage) == 2, stage::outputs);
        }
    }

    /** The pid of the one that serves in place of another. */
    private static long served(final Stage stage, final long dead) throws Exception {
        Await.until("another one serves than " + dead, 30, () -> stage.active().path("pid").asLong() != dead, stage::outputs);
        return stage.active().path("pid").asLong();
    }

    @Test
    void reloadsByTheCalendarAndKeepsServingWhereAConfigurationIsWrong() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            startAgent(stage);
            final HttpResponse<String> schedule = stage.post("/v1/schedules", "{\"at\":\"" + Instant.now().plusSeconds(5)
                    + "\",\"action\":{\"type\":\"reload\"}}");
            assertEquals(201, schedule.statusCode(), schedule.body());
            Await.until("the schedule has reloaded", 30, () -> stage.active().path("number").asInt() == 2, stage::outputs);
            stage.edit("balance roundrobin", "balance roundrobbin");
            final JsonNode failed = stage.reload("drained");
            assertEquals("failed", failed.path("state").asText(), failed.toString());
            assertTrue(failed.path("message").asText().contains("parsing [" + stage.configuration + ":"), failed.toString());
            assertEquals(2, stage.active().path("number").asInt());
            assertEquals(200, stage.request("/").statusCode());
        }
    }

    @Test
    void stopsSoftlyAfterTheLastAnswer() throws Exception {
        try (HeldServer server = new HeldServer(); Stage stage = stage(server)) {
            startAgent(stage);
            final CompletableFuture<Integer> query = query(stage, server);
            assertEquals(202, stage.post("/v1/stop", "{}").statusCode());
            Await.until("it finishes", 20, () -> stage.json("/v1/generations").path("generations").path(0).path("state").asText()
                    .equals("finishing"), stage::outputs);
            server.answer();
            assertEquals(200, query.get(30, TimeUnit.SECONDS));
            assertTrue(stage.agent().waitFor(30, TimeUnit.SECONDS), stage::outputs);
            assertEquals(0, stage.agent().exitValue(), stage::outputs);
            Await.until("no HAProxy is left", 10, () -> haproxies(stage) == 0, stage::outputs);
        }
    }

    @Test
    void refusesAHaproxyThatIsTooOld() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            final Path old = stage.folder.resolve("haproxy");
            Files.writeString(old, "#!/bin/sh\necho 'HA-Proxy version 2.2.9-2+deb11u6 2023/12/13 - https://haproxy.org/'\n");
            Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwx------"));
            stage.launchAgent("--proxy-command", old.toString());
            assertTrue(stage.agent().waitFor(30, TimeUnit.SECONDS), stage::outputs);
            assertEquals(78, stage.agent().exitValue(), stage::outputs);
            assertTrue(stage.outputs().contains("HAProxy 2.2.9-2+deb11u6 is too old"), stage::outputs);
        }
    }

    private static void startAgent(final Stage stage) throws Exception {
        stage.launchAgent("--proxy-command", HAPROXY);
        Await.until("the agent is ready", 60, () -> stage.get("/readyz").statusCode() == 200, stage::outputs);
    }

    /** Masters and workers of this stage. */
    private static long haproxies(final Stage stage) {
        return stage.processes().stream().filter(process -> Stage.commandLine(process).startsWith(HAPROXY + " ")).count();
    }

    /** A stage whose one server is another. */
    private static Stage stage(final HeldServer server) throws Exception {
        final Stage stage = new Stage(1, 0);
        stage.edit("127.0.0.1:" + stage.servers.get(0).port(), "127.0.0.1:" + server.port());
        return stage;
    }

    /** A request that has reached the server when this returns. */
    private static CompletableFuture<Integer> query(final Stage stage, final HeldServer server) {
        final CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return stage.request("/slow").statusCode();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Await.until("the query is in work", 20, server::inWork, stage::outputs);
        return answer;
    }

    /** Answers when the test says so. */
    private static final class HeldServer implements AutoCloseable {

        private final CountDownLatch answer = new CountDownLatch(1);
        private final CountDownLatch asked = new CountDownLatch(1);
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);

        HeldServer() throws IOException {
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                asked.countDown();
                try {
                    answer.await(120, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        boolean inWork() {
            return asked.getCount() == 0;
        }

        void answer() {
            answer.countDown();
        }

        @Override
        public void close() {
            answer();
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
