package io.usher.agent.rest;

import io.javalin.http.Handler;
import io.usher.agent.access.Role;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One route.
 *
 * @param method     request method
 * @param path       template as in {@code openapi.yaml}
 * @param role       the least one it needs, as {@code x-usher-role} in {@code openapi.yaml} says; empty = anybody may ask
 * @param body       what it takes
 * @param handler    what it does
 * @param changes    whether it may change anything
 * @param parameters names of the query parameters it takes, as in {@code openapi.yaml}
 */
record Route(String method, String path, Optional<Role> role, BodyType body, Handler handler, boolean changes,
             SortedSet<String> parameters) {

    /** One that may change something unless its method is GET. */
    Route(final String method, final String path, final Optional<Role> role, final BodyType body, final Handler handler) {
        this(method, path, role, body, handler, !method.equals("GET"));
    }

    /** One that takes a dry run if it may change something, and no other query parameter. */
    Route(final String method, final String path, final Optional<Role> role, final BodyType body, final Handler handler,
          final boolean changes) {
        this(method, path, role, body, handler, changes, new TreeSet<>(changes ? List.of(DryRun.PARAMETER) : List.of()));
    }

    /** The same, which takes these query parameters too. */
    Route taking(final String... more) {
        final SortedSet<String> all = new TreeSet<>(parameters);
        all.addAll(List.of(more));
        return new Route(method, path, role, body, handler, changes, all);
    }

    /**
     * The first query parameter that it does not take: whoever misspells one must not get all servers for those that are down, or
     * the real thing for a dry run. What is no part of the API proper and takes none, such as {@code /metrics}, takes any, for
     * scrapers and probes add some of their own.
     */
    Optional<String> unknown(final Collection<String> names) {
        if (!path.startsWith("/v1/") && parameters.isEmpty()) {
            return Optional.empty();
        }
        return names.stream().filter(name -> !parameters.contains(name)).findFirst();
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
