package io.usher.agent.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.usher.agent.request.Invalid;
import io.usher.agent.schedule.ActionJson;
import io.usher.agent.schedule.Firing;
import io.usher.agent.schedule.Misfire;
import io.usher.agent.schedule.Schedule;
import io.usher.agent.schedule.ScheduleRequest;
import io.usher.agent.schedule.ScheduleService;
import java.util.Map;

/** {@code /v1/schedules}. */
final class ScheduleRoutes {

    private static final int MOST_LISTED = 1000;
    private static final int LISTED = 100;

    private final ScheduleService schedules;

    ScheduleRoutes(final ScheduleService schedules) {
        this.schedules = schedules;
    }

    /** A schedule as clients see it. */
    static ObjectNode document(final Schedule schedule) {
        final ObjectNode document = Json.MAPPER.valueToTree(schedule);
        document.set("action", ActionJson.tree(schedule.action()));
        return document;
    }

    void list(final Context context) {
        final String finished = context.queryParamAsClass("finished", String.class).getOrDefault("false");
        if (!finished.equals("true") && !finished.equals("false")) {
            throw new HttpResponseException(Problem.BAD_REQUEST.status(), "finished: '" + finished
                    + "' (expected: true or false)");
        }
        Answers.json(context, 200, Map.of("schedules",
                schedules.list(finished.equals("true")).stream().map(ScheduleRoutes::document).toList()));
    }

    void create(final Context context) throws Body.NotJson {
        final Body body = Body.parse(context.body());
        final String misfire = body.text("misfire").orElse(Misfire.RUN.word());
        final ScheduleRequest request = new ScheduleRequest(body.text("name").orElse(""), body.text("cron"), body.text("at"),
                body.text("timeZone"), Misfire.of(misfire).orElseThrow(
                        () -> new Invalid("misfire", "misfire: '" + misfire + "' (expected: run or skip)")),
                body.text("node"), ActionReader.read(body.object("action")));
        body.end();
        final boolean dryRun = DryRun.asked(context);
        final Schedule schedule = schedules.create(request, Peer.of(context), dryRun);
        if (dryRun) {
            Answers.json(context, 200, document(schedule));
            return;
        }
        context.header("Location", "/v1/schedules/" + schedule.id());
        Answers.json(context, 201, document(schedule));
    }

    void get(final Context context) {
        Answers.json(context, 200, document(schedules.get(context.pathParam("id"))));
    }

    void firings(final Context context) {
        Answers.json(context, 200, Map.of("firings", schedules.firings(context.pathParam("id"),
                limit(context.queryParam("limit")))));
    }

    private static int limit(final String text) {
        final int limit = text == null ? LISTED : text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST_LISTED) {
            throw new Invalid("limit", "limit: '" + text + "' (expected: an integer from 1 to " + MOST_LISTED + ")");
        }
        return limit;
    }

    void pause(final Context context) {
        Answers.json(context, 200, document(schedules.pause(context.pathParam("id"), Peer.of(context), DryRun.asked(context))));
    }

    void resume(final Context context) {
        Answers.json(context, 200, document(schedules.resume(context.pathParam("id"), Peer.of(context), DryRun.asked(context))));
    }

    void run(final Context context) {
        final boolean dryRun = DryRun.asked(context);
        final Firing firing = schedules.run(context.pathParam("id"), Peer.of(context), dryRun);
        Answers.json(context, dryRun ? 200 : 202, firing);
    }

    void delete(final Context context) {
        final boolean dryRun = DryRun.asked(context);
        final Schedule schedule = schedules.delete(context.pathParam("id"), Peer.of(context), dryRun);
        if (dryRun) {
            Answers.json(context, 200, document(schedule));
        } else {
            context.status(204);
        }
    }
}
