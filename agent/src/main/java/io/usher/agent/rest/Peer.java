package io.usher.agent.rest;

import io.javalin.http.Context;
import io.usher.agent.access.Role;
import io.usher.agent.request.NotAllowed;
import io.usher.agent.request.Requester;
import java.util.Optional;

/** Who sent a request, as {@link Gatekeeper} found; for history, audit, and what needs more than its route does. */
final class Peer {

    private static final String ATTRIBUTE = "usher.caller";

    private Peer() {
    }

    static void set(final Context context, final Caller caller) {
        context.attribute(ATTRIBUTE, caller);
    }

    /** Empty where the request was refused before that was known. */
    static Optional<Caller> caller(final Context context) {
        return Optional.ofNullable(context.attribute(ATTRIBUTE));
    }

    static Requester of(final Context context) {
        return caller(context).orElseThrow(() -> new IllegalStateException("nobody was identified before the handler ran"))
                .requester();
    }

    /** Where a part of what a route does needs more than the route. */
    static void require(final Context context, final Role least, final String what) {
        final Caller caller = caller(context).orElseThrow();
        if (!caller.may(least)) {
            throw new NotAllowed(what + " by " + caller.requester() + " with role " + caller.role().map(Role::word).orElse("none")
                    + " (expected: " + least + ")");
        }
    }
}
