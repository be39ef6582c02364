package io.usher.agent.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.usher.agent.request.Invalid;
import io.usher.agent.schedule.Schedule;
import io.usher.agent.schedule.ScheduleAction;
import io.usher.agent.schedule.ScheduleRequest;
import io.usher.agent.schedule.ScheduleService;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code /v1/schedules}. */
final class ScheduleRoutes {

    private final ScheduleService schedules;

    ScheduleRoutes(final ScheduleService schedules) {
        this.schedules = schedules;
    }

    /** A schedule as clients see it: the action's parameters stand beside its type. */
    static ObjectNode document(final Schedule schedule) {
        final ObjectNode document = Json.MAPPER.valueToTree(schedule);
        final ObjectNode action = Json.MAPPER.createObjectNode().put("type", schedule.action().type());
        schedule.action().parameters().forEach(action::put);
        document.set("action", action);
        return document;
    }

    void list(final Context context) {
        Answers.json(context, 200, Map.of("schedules", schedules.list().stream().map(ScheduleRoutes::document).toList()));
    }

    void create(final Context context) throws Body.NotJson {
        final Body body = Body.parse(context.body());
        final String name = body.text("name").orElse("");
        final Optional<String> cron = body.text("cron");
        final Optional<String> at = body.text("at");
        final Optional<String> timeZone = body.text("timeZone");
        final Body action = body.object("action");
        final String type = action.text("type")
                .orElseThrow(() -> new Invalid("action.type", "action.type: missing (expected: reload)"));
        final Map<String, String> parameters = new TreeMap<>();
        action.text("when").ifPresent(when -> parameters.put("when", when));
        action.text("reason").ifPresent(reason -> parameters.put("reason", reason));
        action.end();
        body.end();
        final Schedule schedule = schedules.create(
                new ScheduleRequest(name, cron, at, timeZone, new ScheduleAction(type, parameters)), Peer.of(context));
        context.header("Location", "/v1/schedules/" + schedule.id());
        Answers.json(context, 201, document(schedule));
    }

    void get(final Context context) {
        Answers.json(context, 200, document(schedules.get(context.pathParam("id"))));
    }

    void delete(final Context context) {
        schedules.delete(context.pathParam("id"), Peer.of(context));
        context.status(204);
    }
}
