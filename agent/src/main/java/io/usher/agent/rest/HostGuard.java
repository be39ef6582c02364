package io.usher.agent.rest;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * Refuses requests that a foreign page made a browser send: a Host that is not this loopback listener (DNS rebinding), or an
 * Origin that is not its own.
 */
final class HostGuard {

    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final IntSupplier port;

    HostGuard(final IntSupplier port) {
        this.port = port;
    }

    void check(final Context context) {
        final String host = context.header("Host");
        if (host == null || !own(host)) {
            throw new HttpResponseException(Problem.FOREIGN.status(), "Host: '" + host + "' (expected: localhost, 127.0.0.1 or"
                    + " [::1] with port " + port.getAsInt() + ")");
        }
        final String origin = context.header("Origin");
        if (origin != null && !ownOrigin(origin)) {
            throw new HttpResponseException(Problem.FOREIGN.status(), "Origin: '" + origin + "' (expected: none, or this API's own)");
        }
    }

    private boolean ownOrigin(final String origin) {
        try {
            final URI uri = URI.create(origin);
            return "http".equals(uri.getScheme()) && uri.getRawAuthority() != null && own(uri.getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean own(final String authority) {
        final String text = authority.toLowerCase(Locale.ROOT);
        final int colon = text.lastIndexOf(':');
        final boolean hasPort = colon > text.lastIndexOf(']');
        final String name = hasPort ? text.substring(0, colon) : text;
        return NAMES.contains(name) && (hasPort ? text.substring(colon + 1) : "80").equals(String.valueOf(port.getAsInt()));
    }
}
