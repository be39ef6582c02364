package io.usher.proxy.http;

/** The reasons for refusing a message; {@link #code()} is stable and may stand in logs and counters. */
public enum HttpFault {
    /** Something that cannot start a message. */
    START("start"),
    /** A method that is no token, or too long. */
    METHOD("method"),
    /** A request target with a byte outside 0x21 to 0x7E, or of a form that its method does not allow. */
    TARGET("target"),
    /** A version other than exactly {@code HTTP/1.0} or {@code HTTP/1.1}. */
    VERSION("version"),
    /** A status that is not three digits from 100 to 999, or 101 where no upgrade was asked for. */
    STATUS("status"),
    /** A control byte in a reason phrase. */
    REASON("reason"),
    /** A line that does not end in CRLF. */
    LINE_END("line-end"),
    /** A header name that is empty or no token, or no colon right behind it. */
    HEADER_NAME("header-name"),
    /** A header value with a control byte or one above 0x7E. */
    HEADER_VALUE("header-value"),
    /** A header line that starts with white space (obs-fold, RFC 9112, 5.2). */
    OBS_FOLD("obs-fold"),
    /** A request in HTTP/1.1 without {@code Host}. */
    HOST_MISSING("host-missing"),
    /** Two {@code Host} headers. */
    HOST_REPEATED("host-repeated"),
    /** A {@code Host} that is no authority. */
    HOST_VALUE("host-value"),
    /** A {@code Host} that differs from the target's authority. */
    HOST_DIFFERS("host-differs"),
    /** A {@code Content-Length} that is no plain decimal number. */
    CONTENT_LENGTH("content-length"),
    /** Two {@code Content-Length} headers. */
    CONTENT_LENGTH_REPEATED("content-length-repeated"),
    /** Any {@code Transfer-Encoding} but one {@code chunked}. */
    TRANSFER_ENCODING("transfer-encoding"),
    /** {@code Content-Length} and {@code Transfer-Encoding} in one message. */
    LENGTH_AND_ENCODING("length-and-encoding"),
    /** CONNECT with a body (RFC 9110, 9.3.6). */
    CONNECT_BODY("connect-body"),
    /** More header lines than {@link HttpLimits#headers()}. */
    TOO_MANY_HEADERS("too-many-headers"),
    /** A head of more than {@link HttpLimits#headBytes()}. */
    HEAD_TOO_LARGE("head-too-large"),
    /** A chunk size that is no plain hexadecimal number, or too large. */
    CHUNK_SIZE("chunk-size"),
    /** A chunk extension with a control byte, or too long. */
    CHUNK_EXTENSION("chunk-extension"),
    /** No CRLF behind a chunk's data. */
    CHUNK_END("chunk-end"),
    /** A malformed trailer line, or one that must not be a trailer (RFC 9110, 6.5.1). */
    TRAILER("trailer"),
    /** More trailers than {@link HttpLimits#trailerBytes()}. */
    TRAILERS_TOO_LARGE("trailers-too-large");

    private final String code;

    HttpFault(final String code) {
        this.code = code;
    }

    /** The stable code, in lower case with dashes. */
    public String code() {
        return code;
    }
}
