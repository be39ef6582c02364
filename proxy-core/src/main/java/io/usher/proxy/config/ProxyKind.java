package io.usher.proxy.config;

/** The section keyword a proxy was declared with (HAProxy configuration manual, 4). */
public enum ProxyKind {
    FRONTEND(true, false), BACKEND(false, true), LISTEN(true, true);

    private final boolean accepts;
    private final boolean serves;

    ProxyKind(final boolean accepts, final boolean serves) {
        this.accepts = accepts;
        this.serves = serves;
    }

    /** Whether the section takes connections from clients. */
    public boolean accepts() {
        return accepts;
    }

    /** Whether the section has servers. */
    public boolean serves() {
        return serves;
    }
}
