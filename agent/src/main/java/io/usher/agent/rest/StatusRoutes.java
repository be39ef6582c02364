package io.usher.agent.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.usher.agent.access.Role;
import io.usher.agent.control.ReadinessService;
import io.usher.agent.control.Services;
import io.usher.agent.control.StatusSnapshot;
import io.usher.agent.request.Invalid;
import io.usher.agent.status.Metrics;
import io.usher.agent.status.StatusPage;
import io.usher.agent.status.StatusTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Status, health, metrics, the contract itself, and stopping. */
final class StatusRoutes {

    private final Services services;
    private final StatusWatch watch;

    StatusRoutes(final Services services, final Streams streams) {
        this.services = services;
        this.watch = new StatusWatch(services.status(), streams);
    }

    void json(final Context context) {
        final StatusSnapshot snapshot = services.status().snapshot();
        final ObjectNode document = Json.MAPPER.valueToTree(snapshot.withoutServers());
        document.putPOJO("servers", snapshot.servers()); // by far the most of it, and written without a tree of it
        final ArrayNode schedules = Json.MAPPER.createArrayNode();
        snapshot.schedules().forEach(schedule -> schedules.add(ScheduleRoutes.document(schedule)));
        document.set("schedules", schedules);
        Answers.json(context, 200, document);
    }

    void page(final Context context) {
        if (StatusWatch.asked(context)) {
            watch.start(context);
            return;
        }
        final String table = StatusTable.of(services.status().snapshot());
        if (prefersHtml(context.header("Accept"))) {
            context.contentType("text/html; charset=utf-8").result(StatusPage.of(table));
        } else {
            Answers.text(context, 200, table);
        }
    }

    void alive(final Context context) {
        Answers.text(context, 200, "ok\n");
    }

    void ready(final Context context) {
        final ReadinessService.Readiness readiness = services.readiness().check();
        // what was found may name files and quote a configuration; a probe needs no more than the word
        final boolean known = Peer.caller(context).filter(caller -> caller.may(Role.READ)).isPresent();
        final StringBuilder lines = new StringBuilder();
        for (final ReadinessService.Check check : readiness.checks()) {
            lines.append(check.ok() ? "ok     " : "failed ").append(check.name())
                    .append(known ? ": " + check.detail().strip().replace("\n", "; ") : "").append('\n');
        }
        Answers.text(context, readiness.ready() ? 200 : 503, lines.toString());
    }

    void metrics(final Context context) {
        final StringBuilder text = new StringBuilder(Metrics.of(services.status().snapshot()));
        services.status().metrics(text);
        context.status(200).contentType("text/plain; version=0.0.4; charset=utf-8").result(text.toString());
    }

    void contract(final Context context) throws IOException {
        try (InputStream in = StatusRoutes.class.getResourceAsStream("/openapi.yaml")) {
            if (in == null) {
                throw new IOException("/openapi.yaml is not on the class path");
            }
            context.contentType("application/yaml").result(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    void stop(final Context context) throws Body.NotJson {
        final Body body = Body.parse(context.body());
        final String mode = body.text("mode").orElse("soft");
        body.end();
        if (!mode.equals("soft") && !mode.equals("now")) {
            throw new Invalid("mode", "mode: '" + mode + "' (expected: soft or now)");
        }
        final boolean dryRun = DryRun.asked(context);
        if (!dryRun) {
            services.stop().stop(mode.equals("now"), Peer.of(context));
        }
        Answers.json(context, dryRun ? 200 : 202, Map.of("mode", mode));
    }

    /** Browsers name text/html first; curl names anything. */
    private static boolean prefersHtml(final String accept) {
        return accept != null && accept.contains("text/html");
    }
}
