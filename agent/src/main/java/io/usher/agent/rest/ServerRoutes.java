package io.usher.agent.rest;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.usher.agent.desired.FieldChange;
import io.usher.agent.desired.ServerPatch;
import io.usher.agent.desired.ServerService;
import io.usher.agent.desired.ServerState;
import io.usher.agent.request.Invalid;
import java.util.Map;

/** {@code /v1/backends} and the servers below. */
final class ServerRoutes {

    private static final int HEAVIEST = 256;

    private final ServerService servers;

    ServerRoutes(final ServerService servers) {
        this.servers = servers;
    }

    void backends(final Context context) {
        Answers.json(context, 200, Map.of("backends", servers.backends()));
    }

    void list(final Context context) {
        Answers.json(context, 200, Map.of("servers", servers.servers(context.pathParam("backend"))));
    }

    void get(final Context context) {
        Answers.json(context, 200, servers.server(context.pathParam("backend"), context.pathParam("server")));
    }

    void patch(final Context context) throws Body.NotJson {
        final Body body = Body.parse(context.body());
        final FieldChange<ServerState> state = stateChange(body);
        final FieldChange<Integer> weight = numberChange(body, "weight", HEAVIEST);
        final FieldChange<Integer> maxconn = numberChange(body, "maxconn", Integer.MAX_VALUE);
        body.end();
        if (!body.has("state") && !body.has("weight") && !body.has("maxconn")) {
            throw new Invalid("", "the patch changes nothing (expected: state, weight or maxconn)");
        }
        change(context, new ServerPatch(state, weight, maxconn));
    }

    Handler state(final ServerState state) {
        return context -> change(context, ServerPatch.ofState(state));
    }

    private void change(final Context context, final ServerPatch patch) {
        Answers.json(context, 200,
                servers.change(context.pathParam("backend"), context.pathParam("server"), patch, Peer.of(context)));
    }

    private static FieldChange<ServerState> stateChange(final Body body) {
        if (!body.has("state")) {
            return FieldChange.absent();
        }
        if (body.isNull("state")) {
            return FieldChange.clear();
        }
        final String word = body.text("state").orElseThrow();
        return FieldChange.set(ServerState.of(word).orElseThrow(
                () -> new Invalid("state", "state: '" + word + "' (expected: ready, drain or maint)")));
    }

    private static FieldChange<Integer> numberChange(final Body body, final String field, final int most) {
        if (!body.has(field)) {
            return FieldChange.absent();
        }
        return body.isNull(field) ? FieldChange.clear() : FieldChange.set(body.integer(field, 0, most));
    }
}
