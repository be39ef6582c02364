package io.usher.proxy.config;

/**
 * {@code option httpchk} (HAProxy configuration manual, 4.2).
 *
 * @param method  request method, default OPTIONS
 * @param uri     request target, default "/"
 * @param version text after the target, default "HTTP/1.0"; extra header lines in it, as older files have, are kept after CRLF
 */
public record HttpCheck(String method, String uri, String version) {
}
