package io.usher.agent.rest;

import io.javalin.http.Context;
import io.usher.agent.desired.ServerService;
import java.util.Map;

/** What is at one server now: its seats and sessions. */
final class TrafficRoutes {

    private final ServerService servers;

    TrafficRoutes(final ServerService servers) {
        this.servers = servers;
    }

    void seats(final Context context) {
        Answers.json(context, 200, servers.seats(context.pathParam("backend"), context.pathParam("server")));
    }

    void release(final Context context) {
        final String backend = context.pathParam("backend");
        final String server = context.pathParam("server");
        Answers.json(context, 200, DryRun.asked(context) ? servers.previewRelease(backend, server)
                : servers.release(backend, server, Peer.of(context)));
    }

    void sessions(final Context context) {
        Answers.json(context, 200,
                Map.of("sessions", servers.sessions(context.pathParam("backend"), context.pathParam("server"))));
    }

    void cut(final Context context) {
        final String backend = context.pathParam("backend");
        final String server = context.pathParam("server");
        final String session = context.pathParam("session");
        if (DryRun.asked(context)) {
            Answers.json(context, 200, servers.session(backend, server, session));
        } else {
            servers.cut(backend, server, session, Peer.of(context));
            context.status(204);
        }
    }
}
