package io.usher.proxy.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the arguments of {@code log} (HAProxy configuration manual, 4.2 "log"). */
final class LogParser {
    static final String USAGE = "global | <address> [len <bytes>] [format <format>] <facility> [<level> [<minlevel>]]";

    private static final int DEFAULT_LENGTH = 1024;
    private static final List<String> FACILITIES = List.of("kern", "user", "mail", "daemon", "auth", "syslog", "lpr",
            "news", "uucp", "cron", "auth2", "ftp", "ntp", "audit", "alert", "cron2", "local0", "local1", "local2",
            "local3", "local4", "local5", "local6", "local7");
    private static final List<String> LEVELS = List.of("emerg", "alert", "crit", "err", "warning", "notice", "info",
            "debug");
    private static final List<String> FORMATS = List.of("rfc3164", "local", "rfc5424", "raw", "short", "timed", "iso",
            "priority");

    private LogParser() {
    }

    /**
     * Reads a target.
     *
     * @param alternative what else might stand there, for the error text: " or global", or ""
     * @return the target; empty for {@code global}
     */
    static Optional<LogTarget> parse(final Statement s, final String alternative) throws StatementException {
        try {
            if (s.peek().equals("global") && s.rest().size() == 1) {
                s.take();
                return Optional.empty();
            }
            if (s.rest().size() < 2) {
                throw new StatementException("expects <address> and <facility>" + alternative + " as arguments");
            }
            return Optional.of(target(s));
        } catch (final StatementException e) {
            throw e.within("log : ");
        }
    }

    private static LogTarget target(final Statement s) throws StatementException {
        final BindAddress destination = AddressParser.log(s.take());
        final int length = s.takeIf("len") ? length(s.take()) : DEFAULT_LENGTH;
        final LogTarget.Format format = s.takeIf("format") ? format(s.take()) : LogTarget.Format.LOCAL;
        if (s.peek().equals("sample")) {
            throw new StatementException(HaproxyKeywords.notYet("keyword", "sample"));
        }
        final String facility = s.take();
        if (!FACILITIES.contains(facility)) {
            throw new StatementException("unknown log facility '" + facility + "'" + Nearest.suggestion(facility, FACILITIES))
                    .expecting(Nearest.expected(facility, FACILITIES));
        }
        final LogTarget.Severity level = s.atEnd() ? LogTarget.Severity.DEBUG : level(s.take(), "log level");
        final LogTarget.Severity least = s.atEnd() ? LogTarget.Severity.EMERG : level(s.take(), "minimum log level");
        if (!s.atEnd()) {
            throw new StatementException("cannot handle unexpected argument '" + s.peek() + "'");
        }
        return new LogTarget(destination, format, length, facility, level, least, s.position());
    }

    private static int length(final String text) throws StatementException {
        final int length = text.matches("\\d{1,6}") ? Integer.parseInt(text) : -1;
        if (length < 80 || length > 65535) {
            throw new StatementException("invalid log length '" + text + "', must be between 80 and 65535");
        }
        return length;
    }

    private static LogTarget.Format format(final String text) throws StatementException {
        if (!FORMATS.contains(text)) {
            throw new StatementException("unknown log format '" + text + "'" + Nearest.suggestion(text, FORMATS))
                    .expecting(Nearest.expected(text, FORMATS));
        }
        if (text.equals("priority")) {
            throw new StatementException(HaproxyKeywords.notYet("log format", text));
        }
        return LogTarget.Format.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static LogTarget.Severity level(final String text, final String what) throws StatementException {
        final int index = LEVELS.indexOf(text);
        if (index < 0) {
            throw new StatementException("unknown optional " + what + " '" + text + "'" + Nearest.suggestion(text, LEVELS))
                    .expecting(Nearest.expected(text, LEVELS));
        }
        return LogTarget.Severity.values()[index];
    }
}
