package io.usher.agent.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.usher.agent.access.Role;
import io.usher.agent.reload.ReloadAnswer;
import io.usher.agent.reload.ReloadRequest;
import io.usher.agent.reload.ReloadService;
import io.usher.agent.request.Invalid;
import java.util.Map;

/** {@code /v1/reloads}. */
final class ReloadRoutes {

    private static final int MOST_LISTED = 1000;
    private static final int LONGEST_REASON = 500;

    private final ReloadService reloads;

    ReloadRoutes(final ReloadService reloads) {
        this.reloads = reloads;
    }

    void list(final Context context) {
        Answers.json(context, 200, Map.of("reloads", reloads.history(limit(context.queryParam("limit")))));
    }

    void create(final Context context) throws Body.NotJson {
        final Body body = Body.parse(context.body());
        final String when = body.text("when").orElse(ReloadRequest.NOW);
        final boolean force = body.flag("force");
        final String reason = body.text("reason").orElse("");
        body.end();
        if (force) {
            Peer.require(context, Role.ADMIN, "force: true");
        }
        if (reason.length() > LONGEST_REASON) {
            throw new Invalid("reason", "reason: " + reason.length() + " characters (expected: at most " + LONGEST_REASON + ")");
        }
        final ReloadAnswer answer = reloads.request(new ReloadRequest(when, force, reason), Peer.of(context));
        final ObjectNode document = Json.MAPPER.valueToTree(answer.reload());
        document.put("joined", answer.joined());
        document.set("cut", Json.MAPPER.valueToTree(answer.cut()));
        context.header("Location", "/v1/reloads/" + answer.reload().id());
        Answers.json(context, 202, document);
    }

    void get(final Context context) {
        Answers.json(context, 200, reloads.get(context.pathParam("id")));
    }

    void cancel(final Context context) {
        Answers.json(context, 200, reloads.cancel(context.pathParam("id"), Peer.of(context)));
    }

    private static int limit(final String text) {
        if (text == null) {
            return 100;
        }
        try {
            final int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST_LISTED) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw new Invalid("limit", "limit: '" + text + "' (expected: an integer from 1 to " + MOST_LISTED + ")");
        }
        throw new Invalid("limit", "limit: '" + text + "' (expected: an integer from 1 to " + MOST_LISTED + ")");
    }
}
