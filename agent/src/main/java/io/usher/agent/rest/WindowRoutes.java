package io.usher.agent.rest;

import io.javalin.http.Context;
import io.usher.agent.request.Invalid;
import io.usher.agent.window.Window;
import io.usher.agent.window.WindowRequest;
import io.usher.agent.window.WindowService;
import java.util.Map;

/** {@code /v1/maintenance-windows}. */
final class WindowRoutes {

    private final WindowService windows;

    WindowRoutes(final WindowService windows) {
        this.windows = windows;
    }

    void list(final Context context) {
        Answers.json(context, 200, Map.of("windows", windows.list()));
    }

    void create(final Context context) throws Body.NotJson {
        final boolean dryRun = DryRun.asked(context);
        final Window window = windows.create(request(context), Peer.of(context), dryRun);
        if (!dryRun) {
            context.header("Location", "/v1/maintenance-windows/" + window.id());
        }
        Answers.json(context, dryRun ? 200 : 201, window);
    }

    void get(final Context context) {
        Answers.json(context, 200, windows.get(context.pathParam("id")));
    }

    void replace(final Context context) throws Body.NotJson {
        Answers.json(context, 200,
                windows.replace(context.pathParam("id"), request(context), Peer.of(context), DryRun.asked(context)));
    }

    void delete(final Context context) {
        final boolean dryRun = DryRun.asked(context);
        final Window window = windows.delete(context.pathParam("id"), Peer.of(context), dryRun);
        if (dryRun) {
            Answers.json(context, 200, window);
        } else {
            context.status(204);
        }
    }

    private static WindowRequest request(final Context context) throws Body.NotJson {
        final Body body = Body.parse(context.body());
        final WindowRequest request = new WindowRequest(body.text("name").orElse(""),
                body.text("cron").orElseThrow(() -> new Invalid("cron",
                "cron: missing (expected: when it opens, such as 0 2 * * *)")),
                body.text("duration").orElseThrow(
                        () -> new Invalid("duration", "duration: missing (expected: how long it stays open, such as 2h)")),
                body.text("timeZone"));
        body.end();
        return request;
    }
}
