package io.usher.agent.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Configurations of other load balancers that run on this host and name a server with seats: two would count for themselves. */
final class ConfigurationCheck implements Check {

    @Override
    public String name() {
        return "configurations";
    }

    @Override
    public void look(final Host host, final Patient patient, final Report report) throws IOException {
        final List<HostProcess> processes = host.processes();
        for (final HostProcess process : processes) {
            if (patient.owns(process) || master(process, processes, patient) || worker(process, processes)) {
                continue;
            }
            for (final Path file : BalancerFiles.of(process)) {
                look(process, file, patient, report);
            }
        }
    }

    /** HAProxy's master of one of the agent's generations. */
    private static boolean master(final HostProcess process, final List<HostProcess> processes, final Patient patient) {
        return processes.stream()
                .anyMatch(other -> other.parent() == process.pid() && patient.generations().contains(other.pid()));
    }

    /** Its master's configuration is its own. */
    private static boolean worker(final HostProcess process, final List<HostProcess> processes) {
        return processes.stream().anyMatch(other -> other.pid() == process.parent() && other.program().equals(process.program())
                && !BalancerFiles.of(other).isEmpty());
    }

    private static void look(final HostProcess process, final Path file, final Patient patient, final Report report) {
        final List<String> lines;
        try {
            lines = Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
        } catch (IOException e) {
            report.warning(file.toString(), "the configuration of " + process.shown() + " cannot be read: " + e,
                    "run 'usher doctor' as root");
            return;
        }
        for (final Patient.Seated server : patient.servers()) {
            final List<Integer> found = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                if (names(lines.get(i), server.address())) {
                    found.add(i + 1);
                }
            }
            if (!found.isEmpty()) {
                report.error(file + ":" + found.get(0),
                        process.shown() + " has a configuration that names " + server.address() + ", the server " + server.name(),
                        "take it out of one of the two, or end one of them: each counts only its own requests");
            }
        }
    }

    private static boolean names(final String line, final ServerPlace place) {
        for (final String word : line.replaceAll("(^|\\s)#.*", "").split("[\\s;\"'{}]+")) {
            final String address = word.replaceAll("^[a-z]+://|^(ipv[46]|tcp)@", "").replaceAll("(?<=\\d)/.*", "");
            if (ServerPlace.of(address).map(place::equals).orElse(false)) {
                return true;
            }
        }
        return false;
    }
}
