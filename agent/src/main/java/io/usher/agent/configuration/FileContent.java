package io.usher.agent.configuration;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;

/**
 * One file as it was read.
 *
 * @param path     absolute
 * @param bytes    content
 * @param modified its modification time
 */
record FileContent(Path path, byte[] bytes, Instant modified) {
    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
