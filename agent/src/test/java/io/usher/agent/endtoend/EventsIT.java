package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What subscribers are told of a real proxy, and what they miss: nothing. */
class EventsIT {

    private static final String SERVERS = "/v1/backends/custombe/servers/";

    private static boolean state(final JsonNode detail, final String to) {
        return detail.path("to").asText().equals(to);
    }

    private static boolean reload(final JsonNode detail, final String state) {
        return detail.path("state").asText().equals(state);
    }

    /** An agent that has just started may still be getting to know its servers. */
    private static void change(final Stage stage, final String verb) {
        Await.until(verb, 30, () -> stage.post(SERVERS + "custom-server-1/" + verb, "").statusCode() == 200, stage::outputs);
    }

    @Test
    void tellsOfADrainAReloadAndADeadServerAndGoesOnOverADeadAgent() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            stage.startAgent();
            final List<JsonNode> all = new ArrayList<>();
            final long last;
            try (EventStream stream = new EventStream(stage.apiPort, 0)) {
                stream.await("agent.started", "agent", detail -> true, stage);
                change(stage, "drain");
                final JsonNode drained = stream.await("server.state", "custombe/custom-server-1", d -> state(d, "drain"), stage);
                assertEquals("127.0.0.1", drained.path("detail").path("by").asText());
                assertEquals("succeeded", stage.reload("drained").path("state").asText(), stage::outputs);
                stream.await("reload.state", "", detail -> reload(detail, "succeeded"), stage);
                assertEquals("1",
                        stream.await("generation.serves", "2", d -> true, stage).path("detail").path("before").asText());
                stream.await("generation.ended", "1", detail -> true, stage);
                stage.servers.get(1).close();
                stream.await("server.state", "custombe/custom-server-2", detail -> state(detail, "down"), stage);
                last = stream.lastId();
                all.addAll(stream.events);
                stage.killAgent();
            }
            // while no agent looks, another server's state changes back
            stage.startAgent();
            change(stage, "enable");
            try (EventStream stream = new EventStream(stage.apiPort, last)) {
                stream.await("server.state", "custombe/custom-server-1", detail -> state(detail, "up"), stage);
                assertEquals(List.of(), stream.of("stream.gap", ""), stream.events::toString);
                assertEquals(1, stream.of("agent.started", "").size(), stream.events::toString);
                assertEquals(List.of(), stream.of("generation.serves", ""), "an adopted generation is no news");
                all.addAll(stream.events);
            }
            all.removeIf(event -> event.path("type").asText().startsWith("stream."));
            final List<Long> told = all.stream().map(event -> event.path("id").asLong()).toList();
            assertEquals(List.copyOf(new TreeSet<>(told)), told, "in order, each once");
            final List<Long> stored = new ArrayList<>();
            EventStream.stored(stage.apiPort, 0).path("events").forEach(event -> stored.add(event.path("id").asLong()));
            assertEquals(stored.subList(0, told.size()), told);
        }
    }

    @Test
    void tellsOnceOfWhatHappenedWhileNoAgentWatched() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            stage.startAgent();
            Await.until("a stored event", 20, () -> EventStream.stored(stage.apiPort, 0).path("events").size() > 0,
                    stage::outputs);
            final long last = EventStream.stored(stage.apiPort, 0).path("next").asLong();
            stage.killAgent();
            stage.servers.get(1).close();
            stage.startAgent();
            try (EventStream stream = new EventStream(stage.apiPort, last)) {
                stream.await("server.state", "custombe/custom-server-2", detail -> state(detail, "down"), stage);
            }
            stage.killAgent();
            stage.startAgent();
            try (EventStream stream = new EventStream(stage.apiPort, last)) {
                Await.until("the next agent has started", 20, () -> stream.of("agent.started", "").size() == 2, stage::outputs);
                change(stage, "drain");
                stream.await("server.state", "custombe/custom-server-1", detail -> state(detail, "drain"), stage);
                assertEquals(1, stream.of("server.state", "custombe/custom-server-2").size(), stream.events::toString);
            }
        }
    }

    @Test
    void showsWhatIsLeftAtAGenerationThatFinishesUntilNothingIs() throws Exception {
        try (Stage stage = new Stage(1, 120_000)) {
            stage.startAgent();
            try (EventStream stream = new EventStream(stage.apiPort, -1)) {
                final CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> {
                    try {
                        return stage.request("/").statusCode();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
                Await.until("the request is in work", 20, () -> stage.servers.get(0).inWork() == 1, stage::outputs);
                assertEquals(202, stage.post("/v1/reloads", "{\"when\":\"now\"}").statusCode());
                final JsonNode left = stream.await("generation.drain", "1", detail -> detail.path("seats").asLong() == 1, stage);
                assertTrue(left.path("message").asText().startsWith("generation 1 finishes: "), left::toString);
                stage.servers.get(0).close(); // which ends the request
                assertTrue(answer.get(120, TimeUnit.SECONDS) >= 500, stage::outputs);
                stream.await("generation.ended", "1", detail -> detail.path("exitCode").asInt(-1) == 0, stage);
            }
        }
    }
}
