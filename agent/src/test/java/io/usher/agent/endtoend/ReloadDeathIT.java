package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.demo.Load;
import io.usher.agent.demo.SlotServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Event 9: the agent is killed at each step of a reload, alone, or together with the predecessor or the successor, and is started
 * again. It finds what runs, and the reload reads as what became of it.
 */
class ReloadDeathIT {

    private static final List<String> AGENTS_OWN = List.of("check", "launch");
    private static final List<String> BEFORE_ACTIVE = List.of("sent,HELLO", "sending,READY", "received,COMMIT");
    /** Who dies besides there leaves the other one as one of those before does: the agent alone walks them too. */
    private static final List<String> BETWEEN = List.of("received,STATE-END", "sending,ACTIVE");
    private static final List<String> AFTER_ACTIVE = List.of("sent,ACTIVE", "received,DRAINED");

    private enum Victim { NOBODY, PREDECESSOR, SUCCESSOR }

    @Test
    void ofTheAgentAloneIsNoticedByNoRequest() throws Exception {
        try (Stage stage = new Stage(3, 20); Scene scene = new Scene(stage)) {
            for (final String step : steps()) {
                scene.agentDies(step, Victim.NOBODY);
            }
            for (final String step : BETWEEN) {
                scene.agentDies(step, Victim.NOBODY);
            }
            assertEquals(Map.of(), scene.load.failures(), scene.stage::outputs);
            assertEquals(Set.of("failed", "succeeded"), scene.ends);
        }
    }

    @Test
    void withThePredecessorLeavesItsSeatsOnHold() throws Exception {
        try (Stage stage = new Stage(3, 20); Scene scene = new Scene(stage)) {
            for (final String step : steps()) {
                scene.agentDies(step, Victim.PREDECESSOR);
            }
            assertTrue(scene.ends.contains("succeeded"), scene.ends::toString);
        }
    }

    @Test
    void withTheSuccessorIsARollBackFromTheTakeOverOn() throws Exception {
        try (Stage stage = new Stage(3, 20); Scene scene = new Scene(stage)) {
            for (final String step : BEFORE_ACTIVE) {
                scene.agentDies(step, Victim.SUCCESSOR);
            }
            assertEquals(Map.of(), scene.load.failures(), scene.stage::outputs);
            for (final String step : AFTER_ACTIVE) {
                scene.agentDies(step, Victim.SUCCESSOR);
            }
            assertEquals(Set.of("failed", "rolled-back"), scene.ends);
        }
    }

    private static List<String> steps() {
        return Stream.of(AGENTS_OWN, BEFORE_ACTIVE, AFTER_ACTIVE).flatMap(List::stream).toList();
    }

    /** Three servers, an agent, and clients that go on all the time. */
    private static final class Scene implements AutoCloseable {

        private final Stage stage;
        private final HeldProxy proxy;
        private final Load load;
        private final Set<String> ends = new TreeSet<>();

        Scene(final Stage stage) throws IOException {
            this.stage = stage;
            proxy = new HeldProxy(stage);
            stage.edit("    stats socket", "    standby 100ms\n    stats socket");
            stage.edit("timeout server  120000", "timeout server  120000\n    timeout hold    300");
            start();
            load = new Load(stage.clientPort, 12, true, "/query");
        }

        private void start() throws IOException {
            stage.launchAgent("--proxy-command", proxy.command());
            Await.until("the agent is ready", 60, () -> stage.get("/readyz").statusCode() == 200, stage::outputs);
        }

        void agentDies(final String step, final Victim with) throws Exception {
            final String what = "the agent's death at '" + step + "' with " + with;
            Await.until(what + ": the gate is open before", 30, () -> stage.json("/v1/status").path("gateOpen").asBoolean(),
                    stage::outputs);
            final JsonNode predecessor = stage.active();
            proxy.arm(step);
            final HttpResponse<String> asked = stage.post("/v1/reloads", "{\"when\":\"now\"}");
            assertEquals(202, asked.statusCode(), asked::body);
            final String id = Stage.JSON.readTree(asked.body()).path("id").asText();
            final List<Long> stopped = new ArrayList<>();
            Await.until(what + ": the step is reached", 30, () -> proxy.stopped(step, List.of(predecessor.path("pid").asLong()))
                    .map(stopped::add).orElse(false), stage::outputs);

            stage.killAgent();
            if (with != Victim.NOBODY) {
                kill(with == Victim.PREDECESSOR ? predecessor.path("pid").asLong() : stopped.get(0));
            }
            if (!step.equals("launch") || with != Victim.NOBODY) {
                proxy.release(step, stopped.get(0));
            }
            start();
            proxy.release(step, stopped.get(0)); // else the new agent finds a process that does not answer yet

            Await.until(what + ": the reload reads as what became of it", 60,
                () -> trueEnd(predecessor).equals(stage.json("/v1/reloads/" + id).path("state").asText()), stage::outputs);
            flows(what);
            final JsonNode end = stage.json("/v1/reloads/" + id);
            assertEquals(trueEnd(predecessor), end.path("state").asText(), () -> what + ": " + end + stage.outputs());
            assertTrue(!end.path("message").asText().isEmpty() && end.path("finished").isTextual(), end::toString);
            ends.add(end.path("state").asText());
            exact(what);
        }

        /** By what runs: the numbers of generations, and how often the predecessor says that it took over again. */
        private String trueEnd(final JsonNode predecessor) throws Exception {
            final JsonNode active = stage.active();
            if (active.path("pid").equals(predecessor.path("pid"))) {
                return regained(active) > regained(predecessor) ? "rolled-back" : "failed";
            }
            return active.path("adopted").asBoolean() && active.path("number").asInt() > predecessor.path("number").asInt()
                    ? "succeeded" : "failed";
        }

        private static long regained(final JsonNode generation) {
            return generation.path("seatEvents").path("rolled-back").asLong();
        }

        private void kill(final long pid) {
            final ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            process.destroyForcibly();
            Await.until("process " + pid + " is gone", 20, () -> !process.isAlive());
        }

        private void flows(final String what) {
            final long before = load.answers();
            Await.until(what + ": queries are answered", 30, () -> load.answers() > before + 50, stage::outputs);
        }

        private void exact(final String what) {
            assertEquals(0, stage.refused(), () -> what + ": queries refused by their servers\n" + stage.outputs());
            for (final SlotServer server : stage.servers) {
                assertEquals(1, server.peak(), () -> what + ": queries at once\n" + stage.outputs());
            }
            assertEquals(Set.of(200), load.statuses().keySet(), () -> what + "\n" + stage.outputs());
        }

        @Override
        public void close() {
            load.close();
        }
    }
}
