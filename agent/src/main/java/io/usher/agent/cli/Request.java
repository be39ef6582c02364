package io.usher.agent.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request to the agent.
 *
 * @param target  path and query, encoded
 * @param headers besides those that every request has
 * @param body    empty = none
 */
record Request(String method, String target, Map<String, String> headers, byte[] body) {

    static Request of(final String method, final String target) {
        return new Request(method, target, Map.of(), new byte[0]);
    }

    static Request get(final String target) {
        return of("GET", target);
    }

    /** With a JSON text as its body. */
    Request json(final String text) {
        return body("application/json", text.getBytes(StandardCharsets.UTF_8));
    }

    Request body(final String type, final byte[] bytes) {
        return new Request(method, target, with("Content-Type", type), bytes);
    }

    Request header(final String name, final String value) {
        return new Request(method, target, with(name, value), body);
    }

    /** With one parameter more in its query. */
    Request query(final String name, final String value) {
        return new Request(method, target + (target.contains("?") ? '&' : '?') + encoded(name) + '=' + encoded(value), headers,
                body);
    }

    /** A text as a segment of a path or a part of a query. */
    static String encoded(final String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Map<String, String> with(final String name, final String value) {
        if (!value.chars().allMatch(c -> c >= ' ' && c != 127)) {
            throw new IllegalArgumentException(name + ": the value holds control characters (expected: none)");
        }
        final Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return all;
    }
}
