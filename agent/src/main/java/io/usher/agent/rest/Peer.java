package io.usher.agent.rest;

import io.javalin.http.Context;
import io.usher.agent.request.Requester;

/** Who sent a request, for history and audit. */
final class Peer {

    private Peer() {
    }

    static Requester of(final Context context) {
        final String address = context.req().getRemoteAddr();
        return new Requester(address == null || address.isEmpty() || address.startsWith("/") ? "unix socket" : address);
    }
}
