package io.usher.agent.rest;

import io.javalin.http.Handler;

/**
 * One route.
 *
 * @param method  request method
 * @param path    template as in {@code openapi.yaml}
 * @param body    what it takes
 * @param handler what it does
 */
record Route(String method, String path, BodyType body, Handler handler) {

    /** The kinds of request bodies. */
    enum BodyType { NONE, JSON, MERGE_PATCH }

    /** {@code "GET /v1/reloads/{id}"}, as the contract names it. */
    String operation() {
        return method + " " + path;
    }
}
