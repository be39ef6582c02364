package io.usher.agent.doctor;

import java.util.Locale;

/** How much a finding matters. */
public enum Severity {
    /** It breaks the promise, or will. */
    ERROR,
    /** It may, or hides what does. */
    WARNING,
    /** To be known. */
    NOTE;

    /** As people and programs see it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
