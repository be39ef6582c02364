package io.usher.agent.rest;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code ?dry-run=true} of a route that changes something: everything is judged as for the real thing, nothing is changed, and
 * the answer, which says so in a header, is what would be.
 */
final class DryRun {

    /** Says {@code true} on every answer to a dry run, refusals included. */
    static final String HEADER = "Usher-Dry-Run";
    private static final String PARAMETER = "dry-run";

    private DryRun() {
    }

    /**
     * Whether the request asks for one; if so the answer's header is set.
     *
     * @param others the other query parameters that the route takes
     * @throws HttpResponseException (400) for anything but one {@code true} or {@code false}, and for a parameter that the route
     *                               does not take, such as {@code dryrun}: whoever meant a dry run must not get the real thing
     */
    static boolean asked(final Context context, final String... others) {
        final Set<String> known = new TreeSet<>(List.of(others));
        known.add(PARAMETER);
        for (final String name : context.queryParamMap().keySet()) {
            if (!known.contains(name)) {
                throw new HttpResponseException(Problem.BAD_REQUEST.status(),
                        "unknown query parameter '" + name + "' (expected: " + String.join(", ", known) + ")");
            }
        }
        final List<String> values = context.queryParams(PARAMETER);
        if (values.isEmpty() || values.equals(List.of("false"))) {
            return false;
        }
        if (!values.equals(List.of("true"))) {
            throw new HttpResponseException(Problem.BAD_REQUEST.status(),
                    PARAMETER + ": '" + String.join(", ", values) + "' (expected: true or false)");
        }
        context.header(HEADER, "true");
        return true;
    }
}
