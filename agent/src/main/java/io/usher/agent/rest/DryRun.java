package io.usher.agent.rest;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.List;

/**
 * {@code ?dry-run=true} of a route that changes something: everything is judged as for the real thing, nothing is changed, and
 * the answer, which says so in a header, is what would be.
 */
final class DryRun {

    /** Says {@code true} on every answer to a dry run, refusals included. */
    static final String HEADER = "Usher-Dry-Run";
    static final String PARAMETER = "dry-run";

    private DryRun() {
    }

    /**
     * Whether the request asks for one; if so the answer's header is set.
     *
     * @throws HttpResponseException (400) for anything but one {@code true} or {@code false}
     */
    static boolean asked(final Context context) {
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
