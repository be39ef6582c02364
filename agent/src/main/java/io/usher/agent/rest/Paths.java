package io.usher.agent.rest;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which methods a path takes, by the table of routes. */
final class Paths {

    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]+}");

    private final List<Route> routes;

    Paths(final List<Route> routes) {
        this.routes = routes;
    }

    /** The methods that some route takes at this path, sorted, and HEAD where one takes GET; empty = no such path. */
    List<String> methods(final String path) {
        final TreeSet<String> methods = new TreeSet<>();
        for (final Route route : routes) {
            final String pattern = PARAMETER.matcher(Pattern.quote(route.path())).replaceAll("\\\\E[^/]+\\\\Q");
            if (path.matches(pattern)) {
                methods.add(route.method());
                if (route.method().equals("GET")) {
                    methods.add("HEAD");
                }
            }
        }
        return List.copyOf(methods);
    }
}
