package io.usher.proxy.config;

import java.util.Optional;

/**
 * {@code option forwardfor} (HAProxy configuration manual, 4.2).
 *
 * @param except client network (CIDR) that gets no header
 * @param header header name, default "X-Forwarded-For"
 * @param ifNone only if the request has none yet
 */
public record ForwardFor(Optional<String> except, String header, boolean ifNone) {
}
