package io.usher.proxy.log;

import io.usher.proxy.config.LogTarget;
import io.usher.proxy.config.LogTarget.Severity;

/**
 * Writes what stands before a message (HAProxy configuration manual, 4.2 "log", "format"): priority, date, host, tag and
 * process id, each where the format has it. HAProxy's own host name appears only if {@code log-send-hostname} is set, so
 * {@code rfc3164} says "localhost" and {@code rfc5424} says "-".
 */
final class SyslogHeader {

    private final LogTarget.Format format;
    private final int facility;
    private final int minLevel;
    private final String tag;

    /**
     * Prepares the headers of one target.
     *
     * @param target  where the lines go
     * @param program program name, for instance "haproxy"
     * @param pid     process id
     */
    SyslogHeader(final LogTarget target, final String program, final long pid) {
        format = target.format();
        facility = Facility.of(target.facility()).orElseThrow(() -> new IllegalArgumentException(
            target.position() + ": unknown log facility '" + target.facility() + "'")).code() << 3;
        minLevel = target.minLevel().ordinal();
        tag = format == LogTarget.Format.RFC5424 ? "- " + program + " " + pid + " - - " : program + "[" + pid + "]: ";
    }

    void write(final LogLine line, final Severity severity, final LocalClock clock, final long millis) {
        final int level = Math.max(severity.ordinal(), minLevel);
        switch (format) {
            case LOCAL -> {
                priority(line, facility + level);
                clock.syslog(line, millis);
                line.add(tag);
            }
            case RFC3164 -> {
                priority(line, facility + level);
                clock.syslog(line, millis);
                line.add("localhost ").add(tag);
            }
            case RFC5424 -> {
                priority(line, facility + level).add("1 ");
                clock.iso(line, millis);
                line.add(tag);
            }
            case SHORT -> priority(line, level);
            case TIMED -> {
                priority(line, level);
                clock.iso(line, millis);
            }
            case ISO -> clock.iso(line, millis);
            case RAW -> { }
        }
    }

    private static LogLine priority(final LogLine line, final int priority) {
        return line.add('<').add(priority).add('>');
    }
}
