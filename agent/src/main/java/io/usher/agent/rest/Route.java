package io.usher.agent.rest;

import io.javalin.http.Handler;
import io.usher.agent.access.Role;
import java.util.List;
import java.util.Optional;

/**
 * One route.
 *
 * @param method  request method
 * @param path    template as in {@code openapi.yaml}
 * @param role    the least one it needs, as {@code x-usher-role} in {@code openapi.yaml} says; empty = anybody may ask
 * @param body    what it takes
 * @param handler what it does
 * @param changes whether it may change anything
 */
record Route(String method, String path, Optional<Role> role, BodyType body, Handler handler, boolean changes) {

    /** One that may change something unless its method is GET. */
    Route(final String method, final String path, final Optional<Role> role, final BodyType body, final Handler handler) {
        this(method, path, role, body, handler, !method.equals("GET"));
    }

    /** The kinds of request bodies, each with the most bytes it may have and its media types. */
    enum BodyType {
        NONE(0),
        JSON(64 * 1024, "application/json"),
        MERGE_PATCH(64 * 1024, "application/json", "application/merge-patch+json"),
        /** A configuration file: 40,000 server lines. */
        TEXT(4 << 20, "text/plain");

        private final int most;
        private final List<String> types;

        BodyType(final int most, final String... types) {
            this.most = most;
            this.types = List.of(types);
        }

        int most() {
            return most;
        }

        List<String> types() {
            return types;
        }
    }

    /** {@code "GET /v1/reloads/{id}"}, as the contract names it. */
    String operation() {
        return method + " " + path;
    }
}
