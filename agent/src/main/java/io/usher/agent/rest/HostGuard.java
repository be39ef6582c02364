package io.usher.agent.rest;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Refuses requests that a foreign page made a browser send: on a loopback listener a Host that is not it (DNS rebinding), on
 * any but a unix socket an Origin that is not the request's own Host, and changes that the browser itself says come from
 * another site (Fetch Metadata). Programs send none of the latter two.
 */
final class HostGuard {

    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");
    private static final String HTTP_PORT = "80";
    private static final String HTTPS_PORT = "443";

    private HostGuard() {
    }

    static void check(final Context context, final Listener listener) {
        if (listener.kind() == Listener.Kind.UNIX) {
            return;
        }
        final String host = context.header("Host");
        if (host == null || listener.kind() == Listener.Kind.LOOPBACK && !own(host, listener)) {
            throw foreign("Host: '" + host + "' (expected: localhost, 127.0.0.1 or [::1] with port " + listener.port() + ")");
        }
        final String origin = context.header("Origin");
        if (origin != null && !sameOrigin(origin, host, listener)) {
            throw foreign("Origin: '" + origin + "' (expected: none, or this API's own)");
        }
        final String site = context.header("Sec-Fetch-Site");
        if (site != null && !context.method().name().equals("GET") && !OWN_SITES.contains(site)) {
            throw foreign("Sec-Fetch-Site: '" + site + "' (expected: none, or same-origin)");
        }
    }

    private static HttpResponseException foreign(final String message) {
        return new HttpResponseException(Problem.FOREIGN.status(), message);
    }

    private static boolean sameOrigin(final String origin, final String host, final Listener listener) {
        try {
            final URI uri = URI.create(origin);
            final String scheme = listener.tls() ? "https" : "http";
            if (!scheme.equals(uri.getScheme()) || uri.getRawAuthority() == null) {
                return false;
            }
            return listener.kind() == Listener.Kind.LOOPBACK ? own(uri.getRawAuthority(), listener)
                    : withPort(uri.getRawAuthority(), listener).equals(withPort(host, listener));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean own(final String authority, final Listener listener) {
        final String full = withPort(authority, listener);
        final int colon = full.lastIndexOf(':');
        return NAMES.contains(full.substring(0, colon)) && full.substring(colon + 1).equals(String.valueOf(listener.port()));
    }

    private static String withPort(final String authority, final Listener listener) {
        final String text = authority.toLowerCase(Locale.ROOT);
        return text.lastIndexOf(':') > text.lastIndexOf(']') ? text : text + ":" + (listener.tls() ? HTTPS_PORT : HTTP_PORT);
    }
}
