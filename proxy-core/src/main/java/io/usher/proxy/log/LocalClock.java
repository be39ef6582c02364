package io.usher.proxy.log;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;

/**
 * Writes dates in local time, in the three shapes that log lines have. Taking a date apart is done once a second and kept.
 * Not thread-safe; each thread that formats has its own.
 */
final class LocalClock {

    private static final String[] MONTHS = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

    private final ZoneRules rules;
    private final LogLine scratch = new LogLine();
    private long second = Long.MIN_VALUE;
    private byte[] access;
    private byte[] syslog;
    private byte[] iso;
    private byte[] isoOffset;

    LocalClock(final ZoneId zone) {
        rules = zone.getRules();
    }

    /** Adds {@code 22/Nov/2026:10:00:00.123}. */
    void access(final LogLine line, final long millis) {
        turnTo(Math.floorDiv(millis, 1000L));
        line.add(access).padded((int) Math.floorMod(millis, 1000L), 3);
    }

    /** Adds {@code "Nov  2 10:00:00 "}, the day padded by a space (RFC 3164, 4.1.2). */
    void syslog(final LogLine line, final long millis) {
        turnTo(Math.floorDiv(millis, 1000L));
        line.add(syslog);
    }

    /** Adds {@code "2026-11-22T10:00:00.123000+01:00 "} (RFC 5424, 6.2.3). */
    void iso(final LogLine line, final long millis) {
        turnTo(Math.floorDiv(millis, 1000L));
        line.add(iso).padded((int) Math.floorMod(millis, 1000L), 3).add("000").add(isoOffset);
    }

    private void turnTo(final long newSecond) {
        if (newSecond == second) {
            return;
        }
        final ZoneOffset offset = rules.getOffset(Instant.ofEpochSecond(newSecond));
        final LocalDateTime time = LocalDateTime.ofEpochSecond(newSecond, 0, offset);
        final String month = MONTHS[time.getMonthValue() - 1];
        access = clock(scratch.start(64).padded(time.getDayOfMonth(), 2).add('/').add(month).add('/')
            .padded(time.getYear(), 4).add(':'), time).add('.').toBytes();
        final int day = time.getDayOfMonth();
        syslog = clock(scratch.start(64).add(month).add(day < 10 ? "  " : " ").add(day).add(' '), time).add(' ').toBytes();
        iso = clock(scratch.start(64).padded(time.getYear(), 4).add('-').padded(time.getMonthValue(), 2).add('-')
            .padded(day, 2).add('T'), time).add('.').toBytes();
        isoOffset = offset(offset);
        second = newSecond;
    }

    private static LogLine clock(final LogLine line, final LocalDateTime time) {
        return line.padded(time.getHour(), 2).add(':').padded(time.getMinute(), 2).add(':').padded(time.getSecond(), 2);
    }

    private byte[] offset(final ZoneOffset offset) {
        final int minutes = Math.abs(offset.getTotalSeconds()) / 60;
        return scratch.start(64).add(offset.getTotalSeconds() < 0 ? '-' : '+').padded(minutes / 60, 2).add(':')
            .padded(minutes % 60, 2).add(' ').toBytes();
    }
}
