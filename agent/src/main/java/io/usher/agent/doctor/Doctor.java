package io.usher.agent.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All checks, and what they find. */
public final class Doctor {

    /** The table of checks: what is not here is not looked at. */
    private static final List<Check> CHECKS = List.of(new AgentCheck(), new ConnectionCheck(), new UnixConnectionCheck(),
            new ConfigurationCheck(), new KernelCheck(), new OpenFilesCheck(), new ClockCheck(), new PermissionCheck(),
            new StorageCheck());

    private Doctor() {
    }

    /** The names of the checks, in the order in which they look. */
    public static List<String> checks() {
        return CHECKS.stream().map(Check::name).toList();
    }

    /** Everything that is found, the worst first. */
    public static List<Finding> examine(final Host host, final Patient patient) {
        final List<Finding> findings = new ArrayList<>();
        for (final Check check : CHECKS) {
            final Report report = new Report(check.name());
            try {
                check.look(host, patient, report);
            } catch (IOException e) {
                report.warning("this host", "the check could not be made: " + e, "run 'usher doctor' as root on a Linux host");
            }
            findings.addAll(report.findings());
        }
        findings.sort(Comparator.comparing(Finding::severity));
        return findings;
    }
}
