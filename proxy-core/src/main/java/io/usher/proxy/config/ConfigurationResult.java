package io.usher.proxy.config;

import java.util.List;
import java.util.Optional;

/**
 * What came of reading configuration files.
 *
 * @param configuration the configuration; empty if any diagnostic is an ALERT
 * @param diagnostics   everything there is to say, in order of files and lines, then what concerns the whole
 */
public record ConfigurationResult(Optional<Configuration> configuration, List<Diagnostic> diagnostics) {

    /** Whether the configuration can be run. */
    public boolean valid() {
        return configuration.isPresent();
    }
}
