package io.usher.agent.rest;

import io.javalin.http.Handler;
import io.usher.agent.access.Role;
import java.util.Optional;

/**
 * One route.
 *
 * @param method  request method
 * @param path    template as in {@code openapi.yaml}
 * @param role    the least one it needs, as {@code x-usher-role} in {@code openapi.yaml} says; empty = anybody may ask
 * @param body    what it takes
 * @param handler what it does
 */
record Route(String method, String path, Optional<Role> role, BodyType body, Handler handler) {

    /** The kinds of request bodies. */
    enum BodyType { NONE, JSON, MERGE_PATCH }

    /** {@code "GET /v1/reloads/{id}"}, as the contract names it. */
    String operation() {
        return method + " " + path;
    }
}
