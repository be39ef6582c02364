package io.usher.agent.edit;

import io.usher.agent.configuration.Validation;
import io.usher.agent.request.Refusal;

/** The proxy would not start with this configuration: HTTP 422 with all that it says. The message holds no word of it. */
public final class ConfigurationRefused extends Refusal {
    private static final long serialVersionUID = 1L;
    private final transient Validation validation;

    public ConfigurationRefused(final Validation validation) {
        super("the proxy refuses the configuration: " + validation.summary() + "; nothing was written", null);
        this.validation = validation;
    }

    public Validation validation() {
        return validation;
    }
}
