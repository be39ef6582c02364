package io.usher.agent.doctor;

import java.util.ArrayList;
import java.util.List;

/** Collects what one check finds. */
final class Report {

    private final String check;
    private final List<Finding> findings = new ArrayList<>();

    Report(final String check) {
        this.check = check;
    }

    void error(final String where, final String what, final String todo) {
        findings.add(new Finding(Severity.ERROR, check, where, what, todo));
    }

    void warning(final String where, final String what, final String todo) {
        findings.add(new Finding(Severity.WARNING, check, where, what, todo));
    }

    void note(final String where, final String what, final String todo) {
        findings.add(new Finding(Severity.NOTE, check, where, what, todo));
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }
}
