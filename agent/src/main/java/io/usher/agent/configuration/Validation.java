package io.usher.agent.configuration;

import java.util.List;

/**
 * What the proxy says of a whole configuration.
 *
 * @param valid    whether it would start with it
 * @param findings everything it says, in order
 */
public record Validation(boolean valid, List<Finding> findings) {
    public Validation {
        findings = List.copyOf(findings);
    }

    /** For people, without any word of the configuration: how many errors, and where the first one is. */
    public String summary() {
        final List<Finding> alerts = findings.stream().filter(one -> one.severity() == Finding.Severity.ALERT).toList();
        final String first = alerts.stream().map(Finding::place).filter(place -> !place.isEmpty()).findFirst().orElse("");
        return alerts.size() + (alerts.size() == 1 ? " error" : " errors") + (first.isEmpty() ? "" : ", the first at " + first);
    }
}
