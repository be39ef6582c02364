package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Schedules that change servers, and windows that reloads wait for, with a proxy and over the death of the agent. */
class ScheduleIT {

    /** Late enough for a slow machine to take it on before. */
    private static final Duration SOON = Duration.ofSeconds(4);
    private static final String SERVER = "/v1/backends/custombe/servers/custom-server-";

    private static String schedule(final Stage stage, final String more, final Duration from,
            final String action) throws Exception {
        final HttpResponse<String> made = stage.post("/v1/schedules", "{\"at\":\"" + Instant.now().plus(from) + "\"," + more
                + "\"action\":{\"backend\":\"custombe\"," + action + "}}");
        assertEquals(201, made.statusCode(), made.body());
        return Stage.JSON.readTree(made.body()).path("id").asText();
    }

    private static JsonNode last(final Stage stage, final String schedule) throws Exception {
        return stage.json("/v1/schedules/" + schedule + "/firings").path("firings").path(0);
    }

    private static void until(final Stage stage, final String schedule, final String state) {
        Await.until(schedule + " " + state, 60, () -> last(stage, schedule).path("state").asText().equals(state), stage::outputs);
    }

    @Test
    void changesServersAndMakesUpForWhatWasMissedOrLeavesItOut() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            stage.startAgent();
            final String drain = schedule(stage, "\"name\":\"evening\",", SOON, "\"type\":\"servers\",\"servers\":[{\"name\":"
                    + "\"custom-server-1\",\"state\":\"drain\"},{\"name\":\"custom-server-2\",\"weight\":5,\"maxconn\":2}]");
            until(stage, drain, "succeeded");
            assertEquals("drain", stage.json(SERVER + 1).path("state").path("value").asText());
            assertEquals("5 2", stage.json(SERVER + 2).path("weight").path("value").asText() + " "
                    + stage.json(SERVER + 2).path("maxconn").path("value").asText());
            assertEquals("schedule " + drain + " (evening)", stage.json(SERVER
                    + 1).path("state").path("override").path("by").asText());
            assertEquals("finished", stage.json("/v1/schedules/" + drain).path("state").asText());
            assertTrue(stage.json("/v1/schedules").path("schedules").isEmpty(), "a finished one is listed");
            assertEquals(1, stage.json("/v1/schedules?finished=true").path("schedules").size());
            final long served = stage.servers.get(0).served();
            for (int i = 0; i < 5; i++) {
                assertEquals(200, stage.request("/query").statusCode());
            }
            assertEquals(served, stage.servers.get(0).served(), "the drained server was asked");
            final String late =
                    schedule(stage, "", SOON, "\"type\":\"servers\",\"servers\":[{\"name\":\"custom-server-1\",\"state\":null}]");
            final String never = schedule(stage, "\"misfire\":\"skip\",", SOON,
                    "\"type\":\"servers\",\"servers\":[{\"name\":\"custom-server-2\",\"weight\":9}]");
            stage.killAgent();
            final Instant missed = Instant.now().plus(SOON).plusSeconds(6);
            Await.until("both are missed", 20, () -> Instant.now().isAfter(missed));
            stage.startAgent();
            until(stage, late, "succeeded");
            until(stage, never, "skipped");
            assertEquals("ready", stage.json(SERVER + 1).path("state").path("value").asText());
            assertEquals(5, stage.json(SERVER + 2).path("weight").path("value").asInt());
        }
    }

    @Test
    void goesOnWithARampWhereTheAgentLeftIt() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            stage.startAgent();
            final String ramp = schedule(stage, "", SOON, "\"type\":\"ramp\",\"servers\":[\"custom-server-1\"],"
                    + "\"from\":10,\"to\":60,\"steps\":5,\"interval\":\"1s\"");
            Await.until("one step is made", 60, () -> last(stage, ramp).path("step").asInt() >= 1, stage::outputs);
            stage.killAgent();
            stage.startAgent();
            until(stage, ramp, "succeeded");
            final JsonNode firing = last(stage, ramp);
            assertEquals(5, firing.path("step").asInt());
            assertEquals(60, stage.json(SERVER + 1).path("weight").path("value").asInt());
            assertEquals(1, stage.json("/v1/schedules/" + ramp + "/firings").path("firings").size());
            // no step was left out: five of them have a second before each
            final Duration took = Duration.between(Instant.parse(firing.path("started").asText()),
                    Instant.parse(firing.path("finished").asText()));
            assertTrue(took.compareTo(Duration.ofSeconds(5)) >= 0, took::toString);
        }
    }

    @Test
    void letsReloadsWaitForAWindowAndOneAskedForNowNot() throws Exception {
        try (Stage stage = new Stage(1, 0)) {
            stage.startAgent();
            final int never = Instant.now().atZone(ZoneOffset.UTC).getDayOfYear() < 180 ? 12 : 1;
            final String body = "{\"name\":\"once a year\",\"cron\":\"0 0 1 " + never + " *\",\"duration\":\"1h\"}";
            final HttpResponse<String> made = stage.post("/v1/maintenance-windows", body);
            assertEquals(201, made.statusCode(), made.body());
            final String window = "/v1/maintenance-windows/" + Stage.JSON.readTree(made.body()).path("id").asText();
            final JsonNode waits = Stage.JSON.readTree(stage.post("/v1/reloads", "{\"when\":\"drained\"}").body());
            final String reload = "/v1/reloads/" + waits.path("id").asText();
            Await.until("it says what it waits for", 20,
                    () -> stage.json(reload).path("message").asText().contains("once a year opens at"), stage::outputs);
            assertEquals("succeeded", stage.reload("now").path("state").asText(), stage::outputs);
            assertEquals("waiting", stage.json(reload).path("state").asText());
            stage.killAgent();
            stage.startAgent();
            assertEquals("waiting", stage.json(reload).path("state").asText(), stage::outputs);
            final HttpResponse<String> opened = stage.put(window,
                    body.replaceAll("\"cron\":\"[^\"]*\"", "\"cron\":\"* * * * *\""));
            assertEquals(200, opened.statusCode(), opened.body());
            assertEquals("succeeded", stage.end(waits.path("id").asText()).path("state").asText(), stage::outputs);
        }
    }

    @Test
    void isHandledFromTheCommandLine() throws Exception {
        try (Stage stage = new Stage(2, 0)) {
            stage.startAgent();
            final String agent = "http://127.0.0.1:" + stage.apiPort;
            run(stage, agent, "schedule", "add", "0 22 * * *", "--name", "evening", "drain", "custombe/custom-server-1");
            final String id = stage.json("/v1/schedules").path("schedules").path(0).path("id").asText();
            assertTrue(run(stage, agent, "schedule", "run", id).contains("state drain"));
            assertEquals("drain", stage.json(SERVER + 1).path("state").path("value").asText());
            assertTrue(run(stage, agent, "schedule", "show", id).contains("succeeded"));
            run(stage, agent, "window", "add", "--name", "nights", "--zone", "Europe/Berlin", "0 2 * * *", "3h");
            assertTrue(run(stage, agent, "window", "list").contains("nights"));
        }
    }

    private static String run(final Stage stage, final String agent, final String... arguments) throws Exception {
        final List<String> all = new ArrayList<>(List.of("--server", agent));
        all.addAll(List.of(arguments));
        final Programs.Ended ended = Programs.usher(stage, Map.of(), all.toArray(String[]::new));
        assertEquals(0, ended.code(), ended.said());
        return ended.said();
    }
}
