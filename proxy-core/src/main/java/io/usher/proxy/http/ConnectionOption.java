package io.usher.proxy.http;

/** The {@code Connection} header that a forwarded head gets. */
public enum ConnectionOption {
    /** None: the version's default says it all. */
    NONE,
    /** {@code connection: keep-alive}. */
    KEEP_ALIVE,
    /** {@code connection: close}. */
    CLOSE,
    /** {@code connection: upgrade}: the only option with which a message's {@code Upgrade} header is forwarded. */
    UPGRADE;

    /** What HAProxy tells a server in a request of this version, whose connection is to stay open afterwards or not. */
    public static ConnectionOption toServer(final HttpVersion version, final boolean keep) {
        if (version == HttpVersion.HTTP_1_1) {
            return keep ? NONE : CLOSE;
        }
        return keep ? KEEP_ALIVE : NONE;
    }

    /**
     * What HAProxy tells a client in the answer to its request: what neither version's default says, and always
     * {@code keep-alive} where one of both is HTTP/1.0.
     *
     * @param answer the answer's version, which is the server's
     */
    public static ConnectionOption toClient(final HttpVersion answer, final HttpVersion request, final boolean keep) {
        if (keep) {
            return answer == HttpVersion.HTTP_1_1 && request == HttpVersion.HTTP_1_1 ? NONE : KEEP_ALIVE;
        }
        return answer == HttpVersion.HTTP_1_1 ? CLOSE : NONE;
    }
}
