package io.usher.agent.configuration;

/**
 * A value set at runtime that a configuration overtakes: where that gives the field another value than it did, the newer wish
 * counts.
 *
 * @param field            state, weight, maxconn or address
 * @param value            what was set at runtime
 * @param configuredBefore what the configuration said when that was set
 * @param configuredThen   what the other configuration says, which counts from then on
 */
public record OverrideEnded(String backend, String server, String field, String value, String configuredBefore,
                            String configuredThen) {
}
