package io.usher.agent.rest;

import io.javalin.http.Context;
import io.usher.agent.access.Role;
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
        if (route == null || route.method().equals("GET")) {
            return;
        }
        Peer.caller(context).filter(caller -> caller.named() || caller.role().isPresent()).ifPresent(caller -> {
            final String refusal = context.attribute(DETAIL);
            final String outcome = context.status().getCode() + (refusal == null ? "" : " " + refusal);
            final String detail = route.body() == Route.BodyType.NONE ? "" : context.body();
            try {
                audit.note(caller.requester(), caller.role().map(Role::word).orElse("none"), route.method(), target(context), detail,
                        outcome);
            } catch (Refusal e) {
                LOG.warn("not in the audit log: {} {} by {} from {}: {} ({})", route.method(), context.path(), caller.requester(),
                        caller.requester().from(), outcome, e.getMessage());
            }
        });
    }

    private static String target(final Context context) {
        return context.path() + (context.queryString() == null ? "" : "?" + context.queryString());
    }
}
