package io.usher.agent.rest;

import io.javalin.http.Context;
import io.usher.agent.access.Role;
import io.usher.agent.configuration.Digests;
import io.usher.agent.control.AuditService;
import io.usher.agent.request.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes every request that was to change something, with how it ended, once its answer stands. Bodies of JSON are noted as they
 * came, so no route may take a secret in one. Requests of nobody known are not noted: anybody could fill the log with them.
 */
final class AuditTrail {

    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
    private static final String DETAIL = "usher.problem";
    private static final String ROUTE = "usher.route";

    private final AuditService audit;

    AuditTrail(final AuditService audit) {
        this.audit = audit;
    }

    /** What refused a request, for its note. */
    static void refused(final Context context, final String detail) {
        context.attribute(DETAIL, detail);
    }

    /** The request found this route. */
    static void begin(final Context context, final Route route) {
        context.attribute(ROUTE, route);
    }

    void end(final Context context) {
        final Route route = context.attribute(ROUTE);
        if (route == null || !route.changes()) {
            return;
        }
        Peer.caller(context).filter(caller -> caller.named() || caller.role().isPresent()).ifPresent(caller -> {
            final String refusal = context.attribute(DETAIL);
            final String outcome = context.status().getCode() + (refusal == null ? "" : " " + refusal);
            try {
                audit.note(caller.requester(), caller.role().map(Role::word).orElse("none"), route.method(), target(context),
                        detail(context, route), outcome);
            } catch (Refusal e) {
                LOG.warn("not in the audit log: {} {} by {} from {}: {} ({})", route.method(), context.path(), caller.requester(),
                        caller.requester().from(), outcome, e.getMessage());
            }
        });
    }

    /** Of a configuration its hash only: it holds passwords. A body that is too long to be taken was not read. */
    private static String detail(final Context context, final Route route) {
        if (route.body() == Route.BodyType.NONE || context.status().getCode() == Problem.TOO_LARGE.status()) {
            return "";
        }
        return route.body() != Route.BodyType.TEXT ? context.body()
                : context.bodyAsBytes().length + " bytes, SHA-256 " + Digests.hex(context.bodyAsBytes());
    }

    /** The most bytes that the body of the request's route may have. */
    static int most(final Context context) {
        final Route route = context.attribute(ROUTE);
        return route == null ? 0 : route.body().most();
    }

    private static String target(final Context context) {
        return context.path() + (context.queryString() == null ? "" : "?" + context.queryString());
    }
}
