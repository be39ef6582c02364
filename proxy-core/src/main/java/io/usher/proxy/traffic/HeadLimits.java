package io.usher.proxy.traffic;

import io.usher.proxy.config.Timeouts;

/** How long a client may take for a request's head, and between requests (HAProxy manual, 4.2 "timeout http-..."). */
final class HeadLimits {

    private final ClientConnection client;

    HeadLimits(final ClientConnection client) {
        this.client = client;
    }

    /** For a whole head, from now. */
    void head(final long now) {
        final Timeouts limits = client.limits();
        client.limit(now, limits.httpRequest() > 0 ? limits.httpRequest() : limits.client());
    }

    /** For the first byte of the next request, from now. */
    void idle(final long now) {
        final Timeouts limits = client.limits();
        client.limit(now, limits.httpKeepAlive() > 0 ? limits.httpKeepAlive()
            : limits.httpRequest() > 0 ? limits.httpRequest() : limits.client());
    }
}
