package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two agents, each with its own proxy and servers, on one PostgreSQL: one calendar, each firing done once. */
class SharedCalendarIT {

    private static final String SERVER = "custom-server-1";
    private static final String PATH = "/v1/backends/custombe/servers/" + SERVER;
    private static final int MANY = 8;

    private Postgres postgres;
    private Stage lb1;
    private Stage lb2;

    @BeforeEach
    void open() throws Exception {
        postgres = new Postgres();
        lb1 = new Stage(1, 5);
        lb2 = new Stage(1, 5);
        launch(lb1, "lb1");
        launch(lb2, "lb2");
        for (final Stage each : List.of(lb1, lb2)) {
            Await.until("both agents are ready", 60, () -> each.get("/readyz").statusCode() == 200, this::evidence);
        }
    }

    private void launch(final Stage stage, final String node) throws Exception {
        stage.launchAgent("--database", postgres.url(), "--database-user", postgres.user(), "--node", node);
    }

    @AfterEach
    void close() throws Exception {
        try (Postgres last = postgres; Stage second = lb2; Stage first = lb1) {
            assertTrue(last != null && second != null && first != null, "opened by halves");
        }
    }

    private String evidence() {
        return lb1.outputs() + lb2.outputs() + postgres.said();
    }

    private Stage stage(final String node) {
        return node.equals("lb1") ? lb1 : lb2;
    }

    private Stage other(final String node) {
        return node.equals("lb1") ? lb2 : lb1;
    }

    private String schedule(final Stage at, final String when, final String action) throws Exception {
        final HttpResponse<String> made = at.post("/v1/schedules", "{" + when + ",\"action\":" + action + "}");
        assertEquals(201, made.statusCode(), made.body());
        return Stage.JSON.readTree(made.body()).path("id").asText();
    }

    private static String soon() {
        return "\"at\":\"" + Instant.now().plusSeconds(3) + "\"";
    }

    private static String weight(final int weight) {
        return "{\"type\":\"servers\",\"backend\":\"custombe\",\"servers\":[{\"name\":\"" + SERVER + "\",\"weight\":" + weight
                + "}]}";
    }

    private static JsonNode firings(final Stage from, final String schedule) throws Exception {
        return from.json("/v1/schedules/" + schedule + "/firings?limit=1000").path("firings");
    }

    private static JsonNode last(final Stage from, final String schedule) throws Exception {
        return firings(from, schedule).path(0);
    }

    private static int weight(final Stage at) throws Exception {
        return at.json(PATH).path("weight").path("value").asInt();
    }

    @Test
    void doesEachFiringOnceAndGoesOnWhereOneIsKilledInTheMiddleOfOne() throws Exception {
        final String everySecond = schedule(lb1, "\"cron\":\"* * * * * ?\"", weight(20));
        Await.until(MANY + " firings", 60, () -> done(lb2, everySecond) >= MANY, this::evidence);
        assertEquals(200, lb2.post("/v1/schedules/" + everySecond + "/pause", "").statusCode());
        final String killed;
        final String interrupted;
        try (Connection connection = postgres.connect(); Statement statement = connection.createStatement()) {
            // what a firing changes is written into this table: now it takes until the lock is gone
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE node_override IN ACCESS EXCLUSIVE MODE");
            interrupted = schedule(lb1, soon(), weight(30));
            Await.until("the firing has begun", 60, () -> last(lb1, interrupted).path("state").asText().equals("running"),
                    this::evidence);
            killed = last(lb1, interrupted).path("node").asText();
            stage(killed).killAgent();
        }
        final Stage alive = other(killed);
        Await.until("the other agent has done it", 60, () -> last(alive, interrupted).path("state").asText().equals("succeeded"),
                this::evidence);
        assertEquals(1, firings(alive, interrupted).size());
        assertTrue(!last(alive, interrupted).path("node").asText().equals(killed), this::evidence);
        assertEquals("finished", alive.json("/v1/schedules/" + interrupted).path("state").asText());
        assertEquals(200, alive.post("/v1/schedules/" + everySecond + "/resume", "").statusCode());
        final int before = done(alive, everySecond);
        Await.until("it fires on", 60, () -> done(alive, everySecond) >= before + 3, this::evidence);
        assertEquals(200, alive.post("/v1/schedules/" + everySecond + "/pause", "").statusCode());
        Await.until("all is over", 60, () -> firings(alive, everySecond).findValuesAsText("state").stream()
                .noneMatch("running"::equals), this::evidence);
        onlyOnce(alive, everySecond);
    }

    private static int done(final Stage from, final String schedule) throws Exception {
        return (int) firings(from, schedule).findValuesAsText("state").stream().filter("succeeded"::equals).count();
    }

    /** By the audit log, which whoever changes a server writes, and not by the calendar's own count. */
    private void onlyOnce(final Stage alive, final String schedule) throws Exception {
        final List<String> due = firings(alive, schedule).findValuesAsText("due");
        assertEquals(due.size(), Set.copyOf(due).size(), () -> "twice: " + due);
        int changes = 0;
        for (final JsonNode entry : alive.json("/v1/audit?limit=1000").path("entries")) {
            changes += entry.path("by").asText().equals("schedule " + schedule) && entry.path("action").asText().equals("server")
                    ? 1 : 0;
        }
        assertEquals(done(alive, schedule), changes, this::evidence);
    }

    @Test
    void goesOnWithTheRampOfAnAgentThatIsKilled() throws Exception {
        final String ramp = schedule(lb2, soon(), "{\"type\":\"ramp\",\"backend\":\"custombe\",\"servers\":[\"" + SERVER
                + "\"],\"from\":10,\"to\":70,\"steps\":6,\"interval\":\"1s\"}");
        Await.until("two steps are made", 60, () -> last(lb1, ramp).path("step").asInt() >= 2, this::evidence);
        final String killed = last(lb1, ramp).path("node").asText();
        stage(killed).killAgent();
        final Stage alive = other(killed);
        final int step = last(alive, ramp).path("step").asInt();
        assertTrue(step < 6, this::evidence);
        Await.until("the ramp is through", 90, () -> last(alive, ramp).path("state").asText().equals("succeeded"),
                this::evidence);
        assertTrue(!last(alive, ramp).path("node").asText().equals(killed), this::evidence);
        assertEquals(70, weight(alive), this::evidence);
        assertEquals("schedule " + ramp, alive.json(PATH).path("weight").path("override").path("by").asText());
        assertEquals("finished", alive.json("/v1/schedules/" + ramp).path("state").asText());
    }

    @Test
    void leavesToOneAgentWhatOnlyThatOneMayDo() throws Exception {
        final String only = schedule(lb1, "\"node\":\"lb2\"," + soon(), weight(40));
        Await.until("it is done", 60, () -> last(lb1, only).path("state").asText().equals("succeeded"), this::evidence);
        assertEquals("lb2", last(lb1, only).path("node").asText());
        assertEquals(List.of(1, 40), List.of(weight(lb1), weight(lb2)), this::evidence);
    }
}
