package io.usher.agent.rest;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.usher.agent.desired.FieldChange;
import io.usher.agent.desired.NamedPatch;
import io.usher.agent.desired.ServerPatch;
import io.usher.agent.desired.ServerService;
import io.usher.agent.desired.ServerState;
import io.usher.agent.desired.ServerView;
import io.usher.agent.desired.StatusWord;
import io.usher.agent.request.Invalid;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        final Set<StatusWord> wanted = wanted(context);
        list(context, servers.servers(context.pathParam("backend")), wanted);
    }

    void all(final Context context) {
        final Set<StatusWord> wanted = wanted(context);
        list(context, servers.servers(), wanted);
    }

    private static void list(final Context context, final List<ServerView> found, final Set<StatusWord> wanted) {
        Answers.json(context, 200, Map.of("servers",
                found.stream().filter(server -> wanted.contains(StatusWord.of(server))).toList()));
    }

    private static Set<StatusWord> wanted(final Context context) {
        final List<String> words = context.queryParams("status");
        final Set<StatusWord> wanted = words.isEmpty() ? EnumSet.allOf(StatusWord.class) : EnumSet.noneOf(StatusWord.class);
        for (final String word : words) {
            wanted.add(StatusWord.of(word).orElseThrow(() -> new HttpResponseException(Problem.BAD_REQUEST.status(),
                    "status: '" + word + "' (expected: up, down, maint or drain)")));
        }
        return wanted;
    }

    void get(final Context context) {
        Answers.json(context, 200, servers.server(context.pathParam("backend"), context.pathParam("server")));
    }

    void patch(final Context context) throws Body.NotJson {
        change(context, patch(Body.parse(context.body())));
    }

    void patchSeveral(final Context context) throws Body.NotJson {
        final Body body = Body.parse(context.body());
        final List<NamedPatch> patches = namedPatches(body);
        body.end();
        Answers.json(context, 200,
                Map.of("servers", servers.change(context.pathParam("backend"), patches, Peer.of(context))));
    }

    /** The list {@code servers}. */
    static List<NamedPatch> namedPatches(final Body body) {
        final List<NamedPatch> patches = new ArrayList<>();
        for (final Body each : body.objects("servers")) {
            final String name = each.text("name").orElseThrow(
                    () -> new Invalid(each.place("name"), each.place("name") + ": missing (expected: the name of a server)"));
            patches.add(new NamedPatch(name, patch(each)));
        }
        return patches;
    }

    private static ServerPatch patch(final Body body) {
        final FieldChange<ServerState> state = stateChange(body);
        final FieldChange<Integer> weight = numberChange(body, "weight", HEAVIEST);
        final FieldChange<Integer> maxconn = numberChange(body, "maxconn", Integer.MAX_VALUE);
        body.end();
        if (!body.has("state") && !body.has("weight") && !body.has("maxconn")) {
            final String place = body.place("").replaceAll("\\.$", "");
            throw new Invalid(place, (place.isEmpty() ? "" : place + ": ")
                    + "the patch changes nothing (expected: state, weight or maxconn)");
        }
        return new ServerPatch(state, weight, maxconn);
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
                () -> new Invalid(body.place("state"), body.place("state") + ": '" + word + "' (expected: ready, drain or maint)")));
    }

    private static FieldChange<Integer> numberChange(final Body body, final String field, final int most) {
        if (!body.has(field)) {
            return FieldChange.absent();
        }
        return body.isNull(field) ? FieldChange.clear() : FieldChange.set(body.integer(field, 0, most));
    }
}
