package io.usher.agent.rest;

import static io.usher.agent.rest.Route.BodyType.JSON;
import static io.usher.agent.rest.Route.BodyType.MERGE_PATCH;
import static io.usher.agent.rest.Route.BodyType.NONE;

import io.usher.agent.control.Services;
import io.usher.agent.desired.ServerState;
import java.util.List;

/** The table of all routes: what is not here does not exist, and a test holds it against {@code openapi.yaml}. */
final class Routes {

    private Routes() {
    }

    static List<Route> of(final Services services) {
        final ReloadRoutes reloads = new ReloadRoutes(services.reloads());
        final ServerRoutes servers = new ServerRoutes(services.servers());
        final ScheduleRoutes schedules = new ScheduleRoutes(services.schedules());
        final StatusRoutes status = new StatusRoutes(services);
        return List.of(
                new Route("GET", "/v1/reloads", NONE, reloads::list),
                new Route("POST", "/v1/reloads", JSON, reloads::create),
                new Route("GET", "/v1/reloads/{id}", NONE, reloads::get),
                new Route("DELETE", "/v1/reloads/{id}", NONE, reloads::cancel),
                new Route("GET", "/v1/generations", NONE, status::generations),
                new Route("GET", "/v1/generations/{number}", NONE, status::generation),
                new Route("GET", "/v1/schedules", NONE, schedules::list),
                new Route("POST", "/v1/schedules", JSON, schedules::create),
                new Route("GET", "/v1/schedules/{id}", NONE, schedules::get),
                new Route("DELETE", "/v1/schedules/{id}", NONE, schedules::delete),
                new Route("GET", "/v1/backends", NONE, servers::backends),
                new Route("GET", "/v1/backends/{backend}/servers", NONE, servers::list),
                new Route("GET", "/v1/backends/{backend}/servers/{server}", NONE, servers::get),
                new Route("PATCH", "/v1/backends/{backend}/servers/{server}", MERGE_PATCH, servers::patch),
                new Route("POST", "/v1/backends/{backend}/servers/{server}/enable", NONE, servers.state(ServerState.READY)),
                new Route("POST", "/v1/backends/{backend}/servers/{server}/disable", NONE, servers.state(ServerState.MAINT)),
                new Route("POST", "/v1/backends/{backend}/servers/{server}/drain", NONE, servers.state(ServerState.DRAIN)),
                new Route("GET", "/v1/status", NONE, status::json),
                new Route("POST", "/v1/stop", JSON, status::stop),
                new Route("GET", "/status", NONE, status::page),
                new Route("GET", "/livez", NONE, status::alive),
                new Route("GET", "/readyz", NONE, status::ready),
                new Route("GET", "/openapi.yaml", NONE, status::contract),
                new Route("GET", "/metrics", NONE, status::metrics));
    }
}
