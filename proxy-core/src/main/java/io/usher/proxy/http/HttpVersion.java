package io.usher.proxy.http;

/** The protocol versions that are spoken; any other is refused. */
public enum HttpVersion {
    /** {@code HTTP/1.0}. */
    HTTP_1_0("HTTP/1.0"),
    /** {@code HTTP/1.1}. */
    HTTP_1_1("HTTP/1.1");

    private final String text;

    HttpVersion(final String text) {
        this.text = text;
    }

    /** The version as on the wire. */
    @Override
    public String toString() {
        return text;
    }
}
