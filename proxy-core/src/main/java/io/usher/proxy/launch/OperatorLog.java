package io.usher.proxy.launch;

import io.usher.proxy.config.LogTarget.Severity;
import io.usher.proxy.generation.HandoverLog;
import io.usher.proxy.live.InstanceEvents;
import io.usher.proxy.live.SeatCounters;
import io.usher.proxy.live.SeatCounters.Event;

/** What happens to the generation goes to standard error and to the global log targets. Any thread. */
final class OperatorLog implements HandoverLog {
    private final Announcements announcements;
    private final InstanceEvents log;
    /** Null until there is an instance; written by the main thread, read by any. */
    private volatile SeatCounters counters;

    OperatorLog(final Announcements announcements, final InstanceEvents log) {
        this.announcements = announcements;
        this.log = log;
    }

    /** Who counts; told by the main thread before anybody can be refused. */
    void counters(final SeatCounters counting) {
        counters = counting;
    }

    @Override
    public void refused(final String line) {
        count(Event.HANDOVER_REFUSED);
        warning(line);
    }

    @Override
    public void rolledBack(final String line) {
        count(Event.ROLLED_BACK);
        warning(line);
    }

    private void count(final Event event) {
        final SeatCounters counting = counters;
        if (counting != null) {
            counting.count(event);
        }
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
