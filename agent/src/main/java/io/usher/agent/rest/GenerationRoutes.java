package io.usher.agent.rest;

import io.javalin.http.Context;
import io.usher.agent.control.Services;
import io.usher.agent.generation.GenerationService;
import io.usher.agent.generation.ResumeService;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import java.util.Map;

/** {@code /v1/generations}. */
final class GenerationRoutes {

    private static final int LONGEST_REASON = 500;

    private final GenerationService generations;
    private final ResumeService resumption;

    GenerationRoutes(final Services services) {
        this.generations = services.generations();
        this.resumption = services.resumption();
    }

    void list(final Context context) {
        Answers.json(context, 200, Map.of("generations", generations.list()));
    }

    void get(final Context context) {
        Answers.json(context, 200, generations.get(number(context)));
    }

    void resume(final Context context) throws Body.NotJson {
        final int number = number(context);
        final Body body = Body.parse(context.body());
        final String reason = body.text("reason").orElse("");
        body.end();
        if (reason.length() > LONGEST_REASON) {
            throw new Invalid("reason", "reason: " + reason.length() + " characters (expected: at most " + LONGEST_REASON + ")");
        }
        if (DryRun.asked(context)) {
            Answers.json(context, 200, resumption.judge(number));
        } else {
            context.future(() -> resumption.resume(number, reason, Peer.of(context))
                    .thenAccept(view -> Answers.json(context, 200, view)));
        }
    }

    private static int number(final Context context) {
        final String number = context.pathParam("number");
        try {
            return Integer.parseInt(number);
        } catch (NumberFormatException e) {
            throw new NotFound("no generation '" + number + "' (expected: a number from 1)");
        }
    }
}
