package io.usher.agent.edit;

import java.time.Instant;

/**
 * One configuration file.
 *
 * @param name     in the API
 * @param path     where it lies
 * @param etag     of its content, with the quotes that belong to it (RFC 9110, 8.8.3)
 * @param bytes    its length
 * @param modified when it was written last
 */
public record FileView(String name, String path, String etag, long bytes, Instant modified) {

    static String etag(final String hash) {
        return '"' + hash + '"';
    }
}
