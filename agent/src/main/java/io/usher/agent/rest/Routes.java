package io.usher.agent.rest;

import static io.usher.agent.rest.Route.BodyType.JSON;
import static io.usher.agent.rest.Route.BodyType.MERGE_PATCH;
import static io.usher.agent.rest.Route.BodyType.NONE;
import static io.usher.agent.rest.Route.BodyType.TEXT;

import io.usher.agent.access.Limits;
import io.usher.agent.access.Role;
import io.usher.agent.control.Services;
import io.usher.agent.desired.ServerState;
import java.util.List;
import java.util.Optional;

/** The table of all routes: what is not here does not exist, and a test holds it against {@code openapi.yaml}. */
final class Routes {

    private static final Optional<Role> ANYBODY = Optional.empty();
    private static final Optional<Role> READ = Optional.of(Role.READ);
    private static final Optional<Role> OPERATOR = Optional.of(Role.OPERATOR);
    private static final Optional<Role> ADMIN = Optional.of(Role.ADMIN);

    private Routes() {
    }

    static List<Route> of(final Services services, final Limits limits) {
        final Streams streams = new Streams(limits.eventSubscribers());
        final ReloadRoutes reloads = new ReloadRoutes(services.reloads());
        final ServerRoutes servers = new ServerRoutes(services.servers());
        final FrontendRoutes frontends = new FrontendRoutes(services.frontends());
        final TrafficRoutes traffic = new TrafficRoutes(services.servers());
        final ScheduleRoutes schedules = new ScheduleRoutes(services.schedules());
        final WindowRoutes windows = new WindowRoutes(services.windows());
        final GenerationRoutes generations = new GenerationRoutes(services);
        final StatusRoutes status = new StatusRoutes(services, streams);
        final EventRoutes events = new EventRoutes(services.events(), streams);
        final ConfigurationRoutes configuration = new ConfigurationRoutes(services.configuration());
        final AccessRoutes access = new AccessRoutes(services.tokens(), services.audit(), services.backup());
        return List.of(
                new Route("GET", "/v1/reloads", READ, NONE, reloads::list).taking("state", "before", "limit"),
                new Route("POST", "/v1/reloads", OPERATOR, JSON, reloads::create),
                new Route("GET", "/v1/reloads/{id}", READ, NONE, reloads::get),
                new Route("DELETE", "/v1/reloads/{id}", OPERATOR, NONE, reloads::cancel),
                new Route("GET", "/v1/generations", READ, NONE, generations::list),
                new Route("GET", "/v1/generations/{number}", READ, NONE, generations::get),
                new Route("POST", "/v1/generations/{number}/resume", OPERATOR, JSON, generations::resume),
                new Route("GET", "/v1/schedules", READ, NONE, schedules::list).taking("finished"),
                new Route("POST", "/v1/schedules", OPERATOR, JSON, schedules::create),
                new Route("GET", "/v1/schedules/{id}", READ, NONE, schedules::get),
                new Route("DELETE", "/v1/schedules/{id}", OPERATOR, NONE, schedules::delete),
                new Route("GET", "/v1/schedules/{id}/firings", READ, NONE, schedules::firings).taking("limit"),
                new Route("POST", "/v1/schedules/{id}/pause", OPERATOR, NONE, schedules::pause),
                new Route("POST", "/v1/schedules/{id}/resume", OPERATOR, NONE, schedules::resume),
                new Route("POST", "/v1/schedules/{id}/run", OPERATOR, NONE, schedules::run),
                new Route("GET", "/v1/maintenance-windows", READ, NONE, windows::list),
                new Route("POST", "/v1/maintenance-windows", OPERATOR, JSON, windows::create),
                new Route("GET", "/v1/maintenance-windows/{id}", READ, NONE, windows::get),
                new Route("PUT", "/v1/maintenance-windows/{id}", OPERATOR, JSON, windows::replace),
                new Route("DELETE", "/v1/maintenance-windows/{id}", OPERATOR, NONE, windows::delete),
                new Route("GET", "/v1/frontends", READ, NONE, frontends::list),
                new Route("GET", "/v1/frontends/{frontend}", READ, NONE, frontends::get),
                new Route("PATCH", "/v1/frontends/{frontend}", OPERATOR, MERGE_PATCH, frontends::patch),
                new Route("GET", "/v1/servers", READ, NONE, servers::all).taking("status"),
                new Route("GET", "/v1/backends", READ, NONE, servers::backends),
                new Route("GET", "/v1/backends/{backend}/servers", READ, NONE, servers::list).taking("status"),
                new Route("PATCH", "/v1/backends/{backend}/servers", OPERATOR, JSON, servers::patchSeveral),
                new Route("POST", "/v1/backends/{backend}/servers", OPERATOR, JSON, servers::add),
                new Route("GET", "/v1/backends/{backend}/servers/{server}", READ, NONE, servers::get),
                new Route("PATCH", "/v1/backends/{backend}/servers/{server}", OPERATOR, MERGE_PATCH, servers::patch),
                new Route("DELETE", "/v1/backends/{backend}/servers/{server}", OPERATOR, NONE, servers::remove),
                new Route("POST", "/v1/backends/{backend}/servers/{server}/enable", OPERATOR, NONE,
                        servers.state(ServerState.READY)),
                new Route("POST", "/v1/backends/{backend}/servers/{server}/disable", OPERATOR, NONE,
                        servers.state(ServerState.MAINT)),
                new Route("POST", "/v1/backends/{backend}/servers/{server}/drain", OPERATOR, NONE,
                        servers.state(ServerState.DRAIN)),
                new Route("GET", "/v1/backends/{backend}/servers/{server}/seats", READ, NONE, traffic::seats),
                new Route("POST", "/v1/backends/{backend}/servers/{server}/release", OPERATOR, NONE, traffic::release),
                new Route("GET", "/v1/backends/{backend}/servers/{server}/sessions", OPERATOR, NONE, traffic::sessions),
                new Route("DELETE", "/v1/backends/{backend}/servers/{server}/sessions/{session}", OPERATOR, NONE, traffic::cut),
                new Route("GET", "/v1/configuration/files", READ, NONE, configuration::files),
                new Route("GET", "/v1/configuration/files/{name}", OPERATOR, NONE, configuration::file),
                new Route("PUT", "/v1/configuration/files/{name}", ADMIN, TEXT, configuration::put).taking("apply", "comment"),
                new Route("POST", "/v1/configuration/validate", OPERATOR, TEXT, configuration::validate, false).taking("file"),
                new Route("POST", "/v1/configuration/plan", OPERATOR, TEXT, configuration::plan, false).taking("file"),
                new Route("GET", "/v1/configuration/versions", READ, NONE, configuration::versions).taking("limit", "before"),
                new Route("GET", "/v1/configuration/versions/{number}", OPERATOR, NONE, configuration::version),
                new Route("GET", "/v1/configuration/versions/{number}/diff", OPERATOR, NONE, configuration::diff),
                new Route("POST", "/v1/configuration/versions/{number}/restore", ADMIN, NONE, configuration::restore)
                        .taking("apply", "comment"),
                new Route("GET", "/v1/tokens", ADMIN, NONE, access::list),
                new Route("POST", "/v1/tokens", ADMIN, JSON, access::create),
                new Route("DELETE", "/v1/tokens/{id}", ADMIN, NONE, access::revoke),
                new Route("GET", "/v1/audit", ADMIN, NONE, access::audit).taking("limit", "before"),
                new Route("POST", "/v1/backup", ADMIN, NONE, access::backup),
                new Route("GET", "/v1/events", READ, NONE, events::events).taking("type", "subject", "after", "limit"),
                new Route("GET", "/v1/status", READ, NONE, status::json),
                new Route("POST", "/v1/stop", ADMIN, JSON, status::stop),
                new Route("GET", "/status", READ, NONE, status::page).taking("watch"),
                new Route("GET", "/livez", ANYBODY, NONE, status::alive),
                new Route("GET", "/readyz", ANYBODY, NONE, status::ready),
                new Route("GET", "/openapi.yaml", ANYBODY, NONE, status::contract),
                new Route("GET", "/metrics", READ, NONE, status::metrics));
    }
}
