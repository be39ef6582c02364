package io.usher.agent.launch;

import java.util.Optional;

/** What the proxy said of the configuration at boot, until files have been found right. Any thread. */
final class ConfigurationVerdict {
    private volatile Optional<String> wrong = Optional.empty(); // written by the conductor, read by the readiness

    void wrong(final String message) {
        wrong = Optional.of(message);
    }

    void right() {
        wrong = Optional.empty();
    }

    Optional<String> message() {
        return wrong;
    }
}
