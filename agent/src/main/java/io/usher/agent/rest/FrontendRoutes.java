package io.usher.agent.rest;

import io.javalin.http.Context;
import io.usher.agent.desired.FrontendPatch;
import io.usher.agent.desired.FrontendService;
import io.usher.agent.desired.FrontendState;
import io.usher.agent.request.Invalid;
import java.util.Map;

/** {@code /v1/frontends}. */
final class FrontendRoutes {

    private final FrontendService frontends;

    FrontendRoutes(final FrontendService frontends) {
        this.frontends = frontends;
    }

    void list(final Context context) {
        Answers.json(context, 200, Map.of("frontends", frontends.frontends()));
    }

    void get(final Context context) {
        Answers.json(context, 200, frontends.frontend(context.pathParam("frontend")));
    }

    void patch(final Context context) throws Body.NotJson {
        final FrontendPatch patch = patch(Body.parse(context.body()));
        final String name = context.pathParam("frontend");
        Answers.json(context, 200, DryRun.asked(context) ? frontends.preview(name, patch, Peer.of(context))
                : frontends.change(name, patch, Peer.of(context)));
    }

    private static FrontendPatch patch(final Body body) {
        final FrontendPatch patch = new FrontendPatch(ServerBodies.change(body, "state", field -> state(body, field)),
                ServerBodies.change(body, "maxconn", field -> body.integer(field, 0, Integer.MAX_VALUE)));
        body.end();
        if (!body.has("state") && !body.has("maxconn")) {
            throw new Invalid("", "the patch changes nothing (expected: state or maxconn)");
        }
        return patch;
    }

    private static FrontendState state(final Body body, final String field) {
        final String word = body.text(field).orElseThrow();
        return FrontendState.of(word).orElseThrow(
                () -> new Invalid(field, field + ": '" + word + "' (expected: enabled or disabled)"));
    }
}
