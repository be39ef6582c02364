package io.usher.proxy.http;

/** Request methods that matter to a proxy (RFC 9110, 9.3); any other token is {@link #OTHER}. Method names are case-sensitive. */
public enum HttpMethod {
    /** GET. */
    GET,
    /** HEAD: its answer has no body, whatever the answer's head says. */
    HEAD,
    /** POST. */
    POST,
    /** PUT. */
    PUT,
    /** DELETE. */
    DELETE,
    /** CONNECT: a 2xx answer turns the connection into a tunnel. */
    CONNECT,
    /** OPTIONS. */
    OPTIONS,
    /** TRACE. */
    TRACE,
    /** PATCH. */
    PATCH,
    /** Any other method. */
    OTHER;

    /** Whether repeating the request has the effect of sending it once (RFC 9110, 9.2.2). */
    public boolean idempotent() {
        return switch (this) {
            case GET, HEAD, PUT, DELETE, OPTIONS, TRACE -> true;
            case POST, CONNECT, PATCH, OTHER -> false;
        };
    }
}
