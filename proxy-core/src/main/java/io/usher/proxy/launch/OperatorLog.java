package io.usher.proxy.launch;

import io.usher.proxy.config.LogTarget.Severity;
import io.usher.proxy.generation.HandoverLog;
import io.usher.proxy.live.InstanceEvents;

/** What happens to the generation goes to standard error and to the global log targets. Any thread. */
final class OperatorLog implements HandoverLog {
    private final Announcements announcements;
    private final InstanceEvents log;

    OperatorLog(final Announcements announcements, final InstanceEvents log) {
        this.announcements = announcements;
        this.log = log;
    }

    @Override
    public void notice(final String line) {
        announcements.notice(line);
        log.event(Severity.NOTICE, null, line);
    }

    @Override
    public void warning(final String line) {
        announcements.warning(line);
        log.event(Severity.WARNING, null, line);
    }
}
