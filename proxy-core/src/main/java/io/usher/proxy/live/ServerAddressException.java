package io.usher.proxy.live;

import io.usher.proxy.config.Position;

/** A server line's address cannot be used: its host name does not resolve, or {@code seat-of} leads nowhere. */
public final class ServerAddressException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Position position;

    ServerAddressException(final Position position, final String message, final Throwable cause) {
        super(position + " : " + message, cause);
        this.position = position;
    }

    /** Where the line stands. */
    public Position position() {
        return position;
    }
}
