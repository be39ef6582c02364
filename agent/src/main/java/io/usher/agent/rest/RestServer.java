package io.usher.agent.rest;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import io.usher.agent.control.ApiServer;
import io.usher.agent.control.ListenAddress;
import io.usher.agent.control.Services;
import io.usher.agent.reload.GateRefusal;
import io.usher.agent.request.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The REST API on a loopback port or a unix socket. It refuses foreign hosts and origins, bodies over 64 KiB, and turns
 * every failure into a problem document. Handlers run on its own pool of at most 32 threads, named {@code rest}.
 */
public final class RestServer implements ApiServer {

    /** Longest request body taken, bytes. */
    static final int MOST_BODY_BYTES = 64 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);
    private static final int MOST_THREADS = 32;

    private final Javalin javalin;
    private final String listensOn;

    private RestServer(final Javalin javalin, final String listensOn) {
        this.javalin = javalin;
        this.listensOn = listensOn;
    }

    /**
     * Opens the API.
     *
     * @param services what it offers
     * @param address  where
     * @throws IOException naming the address, where it cannot be bound
     */
    public static RestServer open(final Services services, final ListenAddress address) throws IOException {
        final List<Route> routes = Routes.of(services);
        final ServerConnector[] tcp = new ServerConnector[1];
        final Javalin javalin = Javalin.create(config -> configure(config, routes, address, tcp));
        try {
            javalin.start();
        } catch (RuntimeException e) {
            throw new IOException("cannot listen on " + address + ": " + rootMessage(e), e);
        }
        if (address instanceof ListenAddress.Unix unix) {
            Files.setPosixFilePermissions(unix.path(), PosixFilePermissions.fromString("rw-------"));
            return new RestServer(javalin, address.toString());
        }
        final ListenAddress.Tcp asked = (ListenAddress.Tcp) address;
        return new RestServer(javalin, new ListenAddress.Tcp(asked.address(), tcp[0].getLocalPort()).toString());
    }

    @Override
    public String listensOn() {
        return listensOn;
    }

    @Override
    public void close() {
        javalin.stop();
        if (listensOn.startsWith("unix:")) {
            try {
                Files.deleteIfExists(Path.of(listensOn.substring("unix:".length())));
            } catch (IOException e) {
                LOG.warn("{} stays behind: {}", listensOn, e.getMessage());
            }
        }
    }

    private static void configure(final JavalinConfig config, final List<Route> routes, final ListenAddress address,
                                  final ServerConnector[] tcp) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.http.maxRequestSize = MOST_BODY_BYTES;
        config.http.prefer405over404 = true;
        final QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 4);
        threads.setName("rest");
        config.jetty.threadPool = threads;
        config.jetty.modifyServer(server -> server.setErrorHandler(new WebServerErrors()));
        config.jetty.addConnector((server, http) -> connector(server, http, address, tcp));
        if (address instanceof ListenAddress.Tcp) {
            final HostGuard guard = new HostGuard(() -> tcp[0].getLocalPort());
            config.routes.before(guard::check);
        }
        for (final Route route : routes) {
            config.routes.addEndpoint(Endpoint.create(HandlerType.findOrCreate(route.method()), route.path())
                    .handler(withBodyChecked(route)));
        }
        config.router.javaLangErrorHandler((response, error) -> fatal(response, error));
        failures(config, routes);
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

    private static org.eclipse.jetty.server.Connector connector(final Server server, final HttpConfiguration http,
                                                                final ListenAddress address, final ServerConnector[] tcp) {
        http.setSendServerVersion(false);
        final org.eclipse.jetty.server.HttpConnectionFactory protocol = new org.eclipse.jetty.server.HttpConnectionFactory(http);
        if (address instanceof ListenAddress.Unix unix) {
            removeDeadSocket(unix.path());
            final UnixDomainServerConnector connector = new UnixDomainServerConnector(server, protocol);
            connector.setUnixDomainPath(unix.path());
            return connector;
        }
        final ListenAddress.Tcp where = (ListenAddress.Tcp) address;
        tcp[0] = new ServerConnector(server, protocol);
        tcp[0].setHost(where.address().getHostAddress());
        tcp[0].setPort(where.port());
        return tcp[0];
    }

    /** A socket file that nobody listens on is left over from an agent that died; one in use stays, and the bind fails. */
    private static void removeDeadSocket(final Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (var probe = java.nio.channels.SocketChannel.open(java.net.UnixDomainSocketAddress.of(path))) {
            LOG.debug("{} is in use by a listener", path);
        } catch (IOException nobodyListens) {
            try {
                Files.delete(path);
            } catch (IOException e) {
                throw new IllegalStateException("cannot remove the unused socket " + path + ": " + e.getMessage(), e);
            }
        }
    }

    private static Handler withBodyChecked(final Route route) {
        return context -> {
            if (route.body() != Route.BodyType.NONE) {
                checkType(context, route);
                if (context.bodyAsBytes().length > MOST_BODY_BYTES) {
                    Answers.problem(context, Problem.TOO_LARGE.document(
                            context.bodyAsBytes().length + " bytes (expected: at most " + MOST_BODY_BYTES + ")"));
                    return;
                }
            }
            route.handler().handle(context);
        };
    }

    private static void checkType(final Context context, final Route route) {
        final String header = context.contentType();
        final String type = header == null ? "" : header.split(";", 2)[0].trim();
        final boolean taken = type.equals("application/json") || type.isEmpty() && context.bodyAsBytes().length == 0
                || route.body() == Route.BodyType.MERGE_PATCH && type.equals("application/merge-patch+json");
        if (!taken) {
            throw new HttpResponseException(Problem.WRONG_TYPE.status(), "Content-Type: '" + type + "' (expected: application/json"
                    + (route.body() == Route.BodyType.MERGE_PATCH ? " or application/merge-patch+json)" : ")"));
        }
    }

    private static void failures(final JavalinConfig config, final List<Route> routes) {
        config.routes.exception(Refusal.class, (refusal, context) -> {
            if (refusal instanceof GateRefusal gate) {
                context.header("Retry-After", String.valueOf(gate.retryAfterSeconds()));
            }
            Answers.problem(context, Problem.document(refusal));
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
            case NOT_FOUND -> "no route " + request + " (see /openapi.yaml)";
            case METHOD -> {
                final String allowed = String.join(", ", new Paths(routes).methods(context.path()));
                context.header("Allow", allowed);
                yield request + " (expected: " + allowed + ")";
            }
            case TOO_LARGE -> "the body of " + request + " (expected: at most " + MOST_BODY_BYTES + " bytes)";
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
