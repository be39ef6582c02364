package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.demo.Load;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Values set at runtime: the last acknowledged one holds, whatever is reloaded, killed or restarted meanwhile. */
class OverridesIT {

    private static final String BACKEND = "/v1/backends/custombe/servers/custom-server-";
    private static final int SERVERS = 10;
    private static final int RELOADS = 8;
    private static final long PATCH_EVERY_MILLIS = 20;

    @Test
    void endInTheLastAcknowledgedStateAfterFiftyPatchesASecondOverReloads() throws Exception {
        try (Stage stage = new Stage(5)) {
            stage.startAgent();
            final Map<String, String> acknowledged = new ConcurrentHashMap<>();
            final AtomicInteger patches = new AtomicInteger();
            final ScheduledExecutorService patcher = Executors.newSingleThreadScheduledExecutor();
            try (Load load = new Load(stage.clientPort, 10, true, "/query")) {
                final Random random = new Random(7);
                final Future<?> patching = patcher.scheduleAtFixedRate(() -> patch(stage, random, patches, acknowledged), 0,
                        PATCH_EVERY_MILLIS, TimeUnit.MILLISECONDS);
                for (int reload = 1; reload <= RELOADS; reload++) {
                    final int before = patches.get();
                    assertEquals("succeeded", stage.reload("drained").path("state").asText(), stage::outputs);
                    Await.until("patches go on", 20, () -> patching.isDone() || patches.get() > before + 10, stage::outputs);
                }
                patcher.shutdown();
                assertTrue(patcher.awaitTermination(30, TimeUnit.SECONDS));
                assertTrue(patching.isCancelled(), () -> "a patch failed: " + patching + stage.outputs());
                load.close();
                assertEquals(Map.of(), load.failures(), stage::outputs);
            }
            assertEquals(0, stage.refused());
            hold(stage, acknowledged);
        }
    }

    private static void patch(final Stage stage, final Random random, final AtomicInteger count,
                              final Map<String, String> acknowledged) {
        // The first server stays as it is: requests must always have somewhere to go.
        final int server = 2 + random.nextInt(SERVERS - 1);
        final boolean weight = random.nextBoolean();
        final String value = weight ? String.valueOf(1 + random.nextInt(256))
                : new String[] {"\"ready\"", "\"drain\"", "\"maint\""}[random.nextInt(3)];
        final String field = weight ? "weight" : "state";
        try {
            final HttpResponse<String> answer = stage.patch(BACKEND + server, "{\"" + field + "\":" + value + "}");
            assertEquals(200, answer.statusCode(), answer.body());
            assertEquals(value, Stage.JSON.readTree(answer.body()).path(field).path("value").toString(), answer.body());
            acknowledged.put(server + " " + field, value);
            count.incrementAndGet();
        } catch (Exception e) {
            throw new IllegalStateException("PATCH " + server + " " + field + " " + value, e);
        }
    }

    /** The proxy and the agent say the same, and that is what was acknowledged. */
    private static void hold(final Stage stage, final Map<String, String> acknowledged) throws Exception {
        for (final Map.Entry<String, String> entry : acknowledged.entrySet()) {
            final String[] what = entry.getKey().split(" ");
            final JsonNode field = stage.json(BACKEND + what[0]).path(what[1]);
            assertEquals(entry.getValue(), field.path("value").toString(), entry::getKey);
            assertEquals(entry.getValue(), field.path("override").path("value").toString(), entry::getKey);
        }
    }

    @Test
    void outliveTheProxyAndTheAgentAndEndWithTheConfigurationsOwnChange() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            stage.startAgent();
            assertEquals(200, stage.patch(BACKEND + 1, "{\"weight\":7}").statusCode());
            assertEquals(200, stage.patch(BACKEND + 2, "{\"state\":\"drain\",\"weight\":9}").statusCode());
            final long pid = stage.active().path("pid").asLong();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            Await.until("a new generation serves", 30, () -> stage.active().path("pid").asLong() != pid, stage::outputs);
            stage.killAgent();
            stage.startAgent();
            Await.until("the values hold", 10, () -> weight(stage, 1) == 7 && weight(stage, 2) == 9
                    && stage.json(BACKEND + 2).path("status").asText().startsWith("DRAIN"), stage::outputs);
            final String first = "127.0.0.1:" + stage.servers.get(0).port();
            stage.edit(first + " weight 1", first + " weight 4");
            assertEquals("succeeded", stage.reload("drained").path("state").asText(), stage::outputs);
            assertEquals(4, weight(stage, 1));
            assertTrue(stage.json(BACKEND + 1).path("weight").path("override").isNull());
            assertEquals(9, weight(stage, 2));
            assertEquals(200, stage.patch(BACKEND + 2, "{\"weight\":null,\"state\":null}").statusCode());
            assertEquals(1, weight(stage, 2));
            assertTrue(stage.json(BACKEND + 2).path("state").path("override").isNull());
        }
    }

    private static int weight(final Stage stage, final int server) throws Exception {
        return stage.json(BACKEND + server).path("weight").path("value").asInt();
    }
}
