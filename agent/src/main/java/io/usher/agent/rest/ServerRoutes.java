package io.usher.agent.rest;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.usher.agent.desired.NamedPatch;
import io.usher.agent.desired.NewServer;
import io.usher.agent.desired.ServerPatch;
import io.usher.agent.desired.ServerService;
import io.usher.agent.desired.ServerState;
import io.usher.agent.desired.ServerView;
import io.usher.agent.desired.StatusWord;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /v1/backends} and the servers below. */
final class ServerRoutes {

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
                    "status: '" + word + "' (expected: up, down, maint, drain or removing)")));
        }
        return wanted;
    }

    void get(final Context context) {
        Answers.json(context, 200, servers.server(context.pathParam("backend"), context.pathParam("server")));
    }

    void patch(final Context context) throws Body.NotJson {
        change(context, ServerBodies.patch(Body.parse(context.body())));
    }

    void patchSeveral(final Context context) throws Body.NotJson {
        final Body body = Body.parse(context.body());
        final List<NamedPatch> patches = ServerBodies.namedPatches(body);
        body.end();
        final String backend = context.pathParam("backend");
        Answers.json(context, 200, Map.of("servers", DryRun.asked(context) ? servers.preview(backend, patches, Peer.of(context))
                : servers.change(backend, patches, Peer.of(context))));
    }

    Handler state(final ServerState state) {
        return context -> change(context, ServerPatch.ofState(state));
    }

    private void change(final Context context, final ServerPatch patch) {
        final String backend = context.pathParam("backend");
        final String server = context.pathParam("server");
        Answers.json(context, 200, DryRun.asked(context) ? servers.preview(backend, server, patch, Peer.of(context))
                : servers.change(backend, server, patch, Peer.of(context)));
    }

    void add(final Context context) throws Body.NotJson {
        final NewServer server = ServerBodies.newServer(Body.parse(context.body()));
        final String backend = context.pathParam("backend");
        if (DryRun.asked(context)) {
            Answers.json(context, 200, servers.previewAdd(backend, server, Peer.of(context)));
            return;
        }
        final ServerView added = servers.add(backend, server, Peer.of(context));
        context.header("Location", "/v1/backends/" + encoded(backend) + "/servers/" + encoded(added.name()));
        Answers.json(context, 201, added);
    }

    private static String encoded(final String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    void remove(final Context context) {
        final String backend = context.pathParam("backend");
        final String server = context.pathParam("server");
        if (DryRun.asked(context)) {
            Answers.json(context, 200, servers.previewRemove(backend, server));
        } else {
            Answers.json(context, 202, servers.remove(backend, server, Peer.of(context)));
        }
    }
}
