package io.usher.agent.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.usher.agent.access.Role;
import io.usher.agent.reload.Reload;
import io.usher.agent.reload.ReloadAnswer;
import io.usher.agent.reload.ReloadFilter;
import io.usher.agent.reload.ReloadRequest;
import io.usher.agent.reload.ReloadService;
import io.usher.agent.reload.ReloadState;
import io.usher.agent.request.Invalid;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code /v1/reloads}. */
final class ReloadRoutes {

    private static final int MOST_LISTED = 1000;
    private static final int DEFAULT_LISTED = 100;
    private static final int LONGEST_REASON = 500;
    private static final String KEY = "Idempotency-Key";

    private final ReloadService reloads;

    ReloadRoutes(final ReloadService reloads) {
        this.reloads = reloads;
    }

    void list(final Context context) {
        Answers.json(context, 200, Map.of("reloads", reloads.history(new ReloadFilter(states(context.queryParam("state")),
                Optional.ofNullable(context.queryParam("before")), limit(context.queryParam("limit"))))));
    }

    void create(final Context context) throws Body.NotJson {
        final ReloadRequest request = request(context);
        if (DryRun.asked(context)) {
            context.future(() -> reloads.preview(request, Peer.of(context))
                    .thenAccept(answer -> Answers.json(context, 200, document(answer.reload(), answer))));
            return;
        }
        final Optional<String> key = Optional.ofNullable(context.header(KEY)).map(String::strip);
        final ReloadAnswer answer = key.isPresent() ? reloads.requestOnce(key.get(), request, Peer.of(context))
                : reloads.request(request, Peer.of(context));
        context.header("Location", "/v1/reloads/" + answer.reload().id());
        if (answer.reload().over()) { // asked for before, by the same key
            Answers.json(context, 200, document(answer.reload(), answer));
            return;
        }
        Answers.json(context, 202, document(answer.reload(), answer));
        Preference.waits(context, reloads.end(answer.reload().id()), end -> Answers.json(context, 200, document(end, answer)),
                () -> Answers.json(context, 202, document(reloads.get(answer.reload().id()), answer)));
    }

    private static ReloadRequest request(final Context context) throws Body.NotJson {
        final Body body = Body.parse(context.body());
        final String when = body.text("when").orElse(ReloadRequest.NOW);
        final boolean force = body.flag("force");
        final String reason = body.text("reason").orElse("");
        final Optional<String> deadline = body.text("deadline");
        body.end();
        if (force) {
            Peer.require(context, Role.ADMIN, "force: true");
        }
        if (reason.length() > LONGEST_REASON) {
            throw new Invalid("reason", "reason: " + reason.length() + " characters (expected: at most " + LONGEST_REASON + ")");
        }
        return new ReloadRequest(when, force, reason, deadline);
    }

    private static ObjectNode document(final Reload reload, final ReloadAnswer answer) {
        final ObjectNode document = Json.MAPPER.valueToTree(reload);
        document.put("joined", answer.joined());
        if (reload.cut().isEmpty()) {
            document.set("cut", Json.MAPPER.valueToTree(answer.cut()));
        }
        return document;
    }

    void get(final Context context) {
        final Reload reload = reloads.get(context.pathParam("id"));
        Answers.json(context, 200, reload);
        if (!reload.over()) {
            Preference.waits(context, reloads.end(reload.id()), end -> Answers.json(context, 200, end),
                    () -> Answers.json(context, 200, reloads.get(reload.id())));
        }
    }

    void cancel(final Context context) {
        final String id = context.pathParam("id");
        Answers.json(context, 200, DryRun.asked(context) ? reloads.cancellable(id) : reloads.cancel(id, Peer.of(context)));
    }

    private static Set<ReloadState> states(final String text) {
        final Set<ReloadState> states = EnumSet.noneOf(ReloadState.class);
        for (final String word : text == null ? new String[0] : text.split(",", -1)) {
            states.add(Arrays.stream(ReloadState.values()).filter(state -> state.json().equals(word)).findFirst()
                    .orElseThrow(() -> new Invalid("state", "state: '" + text + "' (expected: one or more of "
                            + Arrays.stream(ReloadState.values()).map(ReloadState::json).collect(Collectors.joining(", "))
                            + ", with commas between them)")));
        }
        return states;
    }

    private static int limit(final String text) {
        if (text == null) {
            return DEFAULT_LISTED;
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
