package io.usher.agent.configuration;

import java.util.Optional;

/**
 * A value set at runtime that a configuration overtakes: where that gives the field another value than it did, the newer wish
 * counts.
 *
 * @param proxy            the backend, listen section or frontend
 * @param server           the server; empty where the frontend itself is meant
 * @param field            state, weight, maxconn or address
 * @param value            what was set at runtime
 * @param configuredBefore what the configuration said when that was set
 * @param configuredThen   what the other configuration says, which counts from then on
 */
public record OverrideEnded(String proxy, Optional<String> server, String field, String value, String configuredBefore,
                            String configuredThen) {
    /** Of what, for people. */
    public String where() {
        return server.map(name -> proxy + "/" + name).orElse("frontend " + proxy);
    }

    /** That it has ended, for people. */
    @Override
    public String toString() {
        return where() + " " + field + " is no longer set to " + value + ": the configuration now says " + configuredThen
                + " (it said " + configuredBefore + ")";
    }
}
