package io.usher.agent.doctor;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many files, connections included, the agent and each proxy may open, and how many they have. */
final class OpenFilesCheck implements Check {

    private static final Pattern LIMIT = Pattern.compile("(?m)^Max open files\\s+(\\d+|unlimited)");
    private static final long LEAST = 4096;

    @Override
    public String name() {
        return "open-files";
    }

    @Override
    public void look(final Host host, final Patient patient, final Report report) throws IOException {
        for (final HostProcess process : host.processes()) {
            final Optional<Long> limit = patient.owns(process) ? limit(host, process) : Optional.empty();
            if (limit.isEmpty()) {
                continue;
            }
            final int open = process.sockets().size() + process.openFiles().size();
            if (open * 10L > limit.get() * 9) {
                report.error(process.shown(), open + " of " + limit.get() + " open files",
                        "raise LimitNOFILE of its unit, or lower maxconn");
            } else if (limit.get() < LEAST && patient.generations().contains(process.pid())) {
                report.warning(process.shown(), "may open " + limit.get() + " files, and a request needs two", "set LimitNOFILE"
                        + " of its unit to two for each connection of maxconn and some hundred more");
            }
        }
    }

    private static Optional<Long> limit(final Host host, final HostProcess process) {
        final Matcher line = LIMIT.matcher(host.text(process.pid() + "/limits").orElse(""));
        return line.find() && !line.group(1).equals("unlimited") ? Optional.of(Long.valueOf(line.group(1))) : Optional.empty();
    }
}
