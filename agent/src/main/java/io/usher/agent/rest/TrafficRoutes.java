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
        Answers.json(context, 200,
                servers.release(context.pathParam("backend"), context.pathParam("server"), Peer.of(context)));
    }

    void sessions(final Context context) {
        Answers.json(context, 200,
                Map.of("sessions", servers.sessions(context.pathParam("backend"), context.pathParam("server"))));
    }

    void cut(final Context context) {
        servers.cut(context.pathParam("backend"), context.pathParam("server"), context.pathParam("session"), Peer.of(context));
        context.status(204);
    }
}
