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
    UPGRADE
}
