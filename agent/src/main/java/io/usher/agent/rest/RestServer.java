package io.usher.agent.rest;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import io.usher.agent.access.AccessSettings;
import io.usher.agent.control.ApiServer;
import io.usher.agent.control.ListenAddress;
import io.usher.agent.control.Services;
import io.usher.agent.reload.GateRefusal;
import io.usher.agent.request.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.LowResourceMonitor;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The REST API on its listeners. It lets in whom {@link Gatekeeper} lets in, refuses foreign hosts and origins, bodies over
 * their route's limit, and turns every failure into a problem document. Handlers run on its own pool of at most 32 threads, named
 * {@code rest}.
 */
public final class RestServer implements ApiServer {

    private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);
    private static final int MOST_THREADS = 32;
    /**
     * How often the web server looks whether threads run out; its own once a second is what an idle agent would do most often.
     */
    private static final int RESOURCES_MILLIS = 10_000;

    private final List<Route> routes;
    private final List<Listener> listeners;
    private final AccessSettings access;
    private final Gatekeeper gatekeeper;
    private final AuditTrail audit;
    private final Optional<Certificates> certificates;
    private final Javalin javalin;

    private RestServer(final Services services, final List<ListenAddress> addresses, final AccessSettings access)
            throws IOException {
        this.routes = Routes.of(services, access.limits());
        this.listeners = addresses.stream().map(Listener::new).toList();
        this.access = access;
        this.gatekeeper = new Gatekeeper(access, services.tokens(), new UnixAccounts(access.unixRoles()));
        this.audit = new AuditTrail(services.audit());
        this.certificates = access.tls().isPresent() ? Optional.of(new Certificates(access.tls().get())) : Optional.empty();
        this.javalin = Javalin.create(this::configure);
    }

    /** Opens the API at one address, where whoever reaches it is admin. */
    public static RestServer open(final Services services, final ListenAddress address) throws IOException {
        return open(services, List.of(address), AccessSettings.DEFAULT);
    }

    /**
     * Opens the API.
     *
     * @param services  what it offers
     * @param addresses where
     * @param access    who may do what
     * @throws IOException naming the address, where it cannot be bound, or the file of a certificate that cannot be read
     */
    public static RestServer open(final Services services, final List<ListenAddress> addresses, final AccessSettings access)
            throws IOException {
        final RestServer server = new RestServer(services, addresses, access);
        try {
            server.javalin.start();
            for (final Listener listener : server.listeners) {
                listener.opened(!access.unixRoles().isEmpty());
            }
        } catch (RuntimeException e) {
            server.close();
            throw new IOException("cannot listen on " + names(server.listeners) + ": " + rootMessage(e), e);
        }
        server.certificates.ifPresent(Certificates::watch);
        return server;
    }

    @Override
    public String listensOn() {
        return names(listeners);
    }

    private static String names(final List<Listener> listeners) {
        return listeners.stream().map(Listener::toString).collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        certificates.ifPresent(Certificates::close);
        javalin.stop();
        listeners.forEach(Listener::closed);
    }

    private void configure(final JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.http.maxRequestSize = Route.BodyType.TEXT.most();
        config.http.prefer405over404 = true;
        final QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 4);
        threads.setName("rest");
        config.jetty.threadPool = threads;
        config.jetty.modifyServer(server -> {
            server.setErrorHandler(new WebServerErrors());
            server.getBeans(LowResourceMonitor.class).forEach(monitor -> monitor.setPeriod(RESOURCES_MILLIS));
        });
        for (final Listener listener : listeners) {
            config.jetty.addConnector((server, http) -> {
                final Connector connector =
                        listener.connector(server, http, certificates.map(Certificates::factory).orElse(null));
                connector.addBean(new NetworkConnectionLimit(access.limits().connections(), connector));
                return connector;
            });
        }
        config.routes.before(context -> orTakeItsBody(context, () -> HostGuard.check(context, listener(context))));
        for (final Route route : routes) {
            addRoute(config, route.method(), route);
            if (route.method().equals("GET")) {
                addRoute(config, "HEAD", route); // the web server keeps the body back (RFC 9110, 9.3.2)
            }
        }
        config.routes.after(audit::end);
        config.router.javaLangErrorHandler((response, error) -> fatal(response, error));
        failures(config, routes);
    }

    private void addRoute(final JavalinConfig config, final String method, final Route route) {
        config.routes.addEndpoint(Endpoint.create(HandlerType.findOrCreate(method), route.path()).handler(guarded(route)));
    }

    private Listener listener(final Context context) {
        final Connector connector =
                ServletContextRequest.getServletContextRequest(context.req()).getConnectionMetaData().getConnector();
        return listeners.stream().filter(one -> one.owns(connector)).findFirst().orElseThrow();
    }

    /** Errors of the virtual machine itself, which no exception handler sees. */
    private static void fatal(final HttpServletResponse response, final Error error) {
        LOG.error("a request failed", error);
        try {
            response.setStatus(Problem.INTERNAL.status());
            response.setContentType(Problem.TYPE);
            response.getWriter().write(Answers.pretty(Problem.INTERNAL.document("the agent failed; its log says why")));
        } catch (IOException e) {
            LOG.warn("the client left before it was told: {}", e.getMessage());
        }
    }

    private Handler guarded(final Route route) {
        return context -> {
            AuditTrail.begin(context, route);
            orTakeItsBody(context, () -> gatekeeper.admit(context, listener(context), route.role()));
            try {
                checkParameters(context, route);
                if (route.body() != Route.BodyType.NONE) {
                    checkSize(context.contentLength(), route);
                    checkType(context, route);
                    checkSize(context.bodyAsBytes().length, route);
                }
            } catch (HttpResponseException e) {
                UnreadBody.discard(context);
                throw e;
            }
            route.handler().handle(context);
        };
    }

    /** Judges a request by who sends it; one that is refused is heard out as far as a stranger is. */
    private static void orTakeItsBody(final Context context, final Runnable judgement) {
        try {
            judgement.run();
        } catch (HttpResponseException | Refusal | Unauthenticated | TooMany e) {
            UnreadBody.discardFromStranger(context);
            throw e;
        }
    }

    private static void checkParameters(final Context context, final Route route) {
        route.unknown(context.queryParamMap().keySet()).ifPresent(name -> {
            throw new HttpResponseException(Problem.BAD_REQUEST.status(), "unknown query parameter '" + name + "' (expected: "
                    + (route.parameters().isEmpty() ? "none" : String.join(", ", route.parameters())) + ")");
        });
    }

    private static void checkSize(final int bytes, final Route route) {
        if (bytes > route.body().most()) {
            throw new HttpResponseException(Problem.TOO_LARGE.status(), bytes + " bytes");
        }
    }

    private static void checkType(final Context context, final Route route) {
        final String header = context.contentType();
        final String type = header == null ? "" : header.split(";", 2)[0].trim();
        if (!route.body().types().contains(type) && !(type.isEmpty() && context.bodyAsBytes().length == 0)) {
            throw new HttpResponseException(Problem.WRONG_TYPE.status(), "Content-Type: '" + type + "' (expected: "
                    + String.join(" or ", route.body().types()) + ")");
        }
    }

    private static void failures(final JavalinConfig config, final List<Route> routes) {
        config.routes.exception(Refusal.class, (refusal, context) -> {
            if (refusal instanceof GateRefusal gate) {
                context.header("Retry-After", String.valueOf(gate.retryAfterSeconds()));
            }
            Problem.etag(refusal).ifPresent(etag -> context.header("ETag", etag));
            Answers.problem(context, Problem.document(refusal));
        });
        config.routes.exception(Unauthenticated.class, (e, context) -> {
            context.header("WWW-Authenticate", "Bearer realm=\"usher\"");
            Answers.problem(context, Problem.UNAUTHENTICATED.document(e.getMessage()));
        });
        config.routes.exception(TooMany.class, (e, context) -> {
            context.header("Retry-After", String.valueOf(e.retryAfterSeconds()));
            Answers.problem(context, Problem.TOO_MANY.document(e.getMessage()));
        });
        config.routes.exception(Body.NotJson.class,
                (e, context) -> Answers.problem(context, Problem.NOT_JSON.document(e.getMessage())));
        config.routes.exception(HttpResponseException.class, (e, context) -> webServer(e, context, routes));
        config.routes.exception(Exception.class, (e, context) -> {
            LOG.error("{} {} failed", context.method().name(), context.path(), e);
            Answers.problem(context, Problem.INTERNAL.document("the agent failed at " + context.method().name() + " "
                    + context.path() + "; its log says why"));
        });
    }

    private static void webServer(final HttpResponseException e, final Context context, final List<Route> routes) {
        final String request = context.method().name() + " " + context.path();
        final Problem problem = Problem.ofStatus(e.getStatus());
        final String detail = switch (problem) {
            case NOT_FOUND -> {
                UnreadBody.discardFromStranger(context);
                yield "no route " + request + " (see /openapi.yaml)";
            }
            case METHOD -> {
                UnreadBody.discardFromStranger(context);
                final String allowed = String.join(", ", new Paths(routes).methods(context.path()));
                context.header("Allow", allowed);
                yield request + " (expected: " + allowed + ")";
            }
            case TOO_LARGE -> "the body of " + request + " (expected: at most " + AuditTrail.most(context) + " bytes)";
            default -> String.valueOf(e.getMessage());
        };
        Answers.problem(context, problem.document(detail));
    }

    private static String rootMessage(final Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }
}
