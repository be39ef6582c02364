package io.usher.agent.doctor;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether something sets the clock right, and whether it was set by more than a little while the agent ran: schedules fire by it,
 * and tokens expire by it. Seats do not depend on it.
 */
final class ClockCheck implements Check {

    private static final List<String> DAEMONS = List.of("chronyd", "ntpd", "systemd-timesyncd", "ptp4l", "openntpd");
    private static final Pattern BOOT = Pattern.compile("(?m)^btime (\\d+)$");
    /** Of /proc/PID/stat behind the name in brackets: field 22 of proc(5). */
    private static final int STARTED = 19;
    /** Of every Linux on the machines that are supported (sysconf(_SC_CLK_TCK)). */
    private static final long TICKS_PER_SECOND = 100;
    private static final Duration MOST_AHEAD = Duration.ofSeconds(5);
    /** The agent notes when it started some seconds after its process began. */
    private static final Duration MOST_JUMP = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public void look(final Host host, final Patient patient, final Report report) throws IOException {
        if (!synchronised(host)) {
            report.warning("the clock", "nothing is seen that keeps it right; schedules fire by it, tokens expire by it, and"
                    + " several agents with one calendar must agree", "run chrony or systemd-timesyncd, here or on the machine"
                    + " that this container runs on");
        }
        if (patient.ahead().abs().compareTo(MOST_AHEAD) > 0) {
            report.warning("the agent's clock", "differs from this host's by " + patient.ahead().toSeconds() + " s",
                    "synchronise both hosts");
        }
        final Optional<Duration> jump = jump(host, patient);
        if (jump.isPresent() && jump.get().abs().compareTo(MOST_JUMP) > 0) {
            report.warning("the clock", "has been set by " + jump.get().toSeconds() + " s since the agent started",
                    "look at 'usher schedule list': firings in between are missed, or come twice");
        }
    }

    private static boolean synchronised(final Host host) throws IOException {
        if (host.program("timedatectl", "show", "--property=NTPSynchronized", "--value").map(text -> text.strip().equals("yes"))
                .orElse(false)) {
            return true;
        }
        return host.processes().stream().anyMatch(process -> DAEMONS.contains(process.program()));
    }

    /** The kernel tells when a process began by its time since the boot, and the boot by the clock as it is now. */
    private static Optional<Duration> jump(final Host host, final Patient patient) {
        final Matcher boot = BOOT.matcher(host.text("stat").orElse(""));
        if (patient.agent().isEmpty() || patient.started().isEmpty() || !boot.find()) {
            return Optional.empty();
        }
        return host.text(patient.agent().get().pid() + "/stat").map(stat -> {
            final long ticks = Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[STARTED]);
            final Instant began = Instant.ofEpochSecond(Long.parseLong(boot.group(1)) + ticks / TICKS_PER_SECOND);
            return Duration.between(patient.started().get(), began);
        });
    }
}
