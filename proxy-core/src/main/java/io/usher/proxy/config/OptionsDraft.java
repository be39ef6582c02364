package io.usher.proxy.config;

import java.util.EnumSet;
import java.util.Optional;

/** The {@code option} lines of a section while they are being read. */
final class OptionsDraft {
    /** Options that are only on or off, by the word behind {@code option}. */
    enum Flag {
        DONTLOGNULL("dontlognull"), DONTLOG_NORMAL("dontlog-normal"), LOG_HEALTH_CHECKS("log-health-checks"),
        ABORTONCLOSE("abortonclose"), SOCKET_STATS("socket-stats"), HTTP_KEEP_ALIVE("http-keep-alive"),
        HTTP_SERVER_CLOSE("http-server-close"), HTTPCLOSE("httpclose");

        private final String word;

        Flag(final String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** What {@code option httplog} or {@code option tcplog} asked for last. */
    enum LogFormat { NONE, TCP, HTTP }

    final EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
    LogFormat logFormat = LogFormat.NONE;
    int redispatch;
    ForwardFor forwardFor;
    HttpCheck httpCheck;

    OptionsDraft copy() {
        final OptionsDraft copy = new OptionsDraft();
        copy.flags.addAll(flags);
        copy.logFormat = logFormat;
        copy.redispatch = redispatch;
        copy.forwardFor = forwardFor;
        copy.httpCheck = httpCheck;
        return copy;
    }

    /** Sets or clears a flag; the three connection modes exclude each other. */
    void set(final Flag flag, final boolean on) {
        if (on && connectionMode(flag)) {
            flags.removeIf(OptionsDraft::connectionMode);
        }
        if (on) {
            flags.add(flag);
        } else {
            flags.remove(flag);
        }
    }

    private static boolean connectionMode(final Flag flag) {
        return flag == Flag.HTTP_KEEP_ALIVE || flag == Flag.HTTP_SERVER_CLOSE || flag == Flag.HTTPCLOSE;
    }

    /**
     * Makes the record.
     *
     * @param mode in {@code mode tcp} the HTTP log format falls back to that of TCP
     */
    Options build(final Mode mode) {
        final boolean http = logFormat == LogFormat.HTTP && mode == Mode.HTTP;
        return new Options(http, !http && logFormat != LogFormat.NONE, on(Flag.DONTLOGNULL), on(Flag.DONTLOG_NORMAL),
                on(Flag.LOG_HEALTH_CHECKS), redispatch, on(Flag.ABORTONCLOSE), connectionMode(),
                Optional.ofNullable(forwardFor), Optional.ofNullable(httpCheck), on(Flag.SOCKET_STATS));
    }

    private boolean on(final Flag flag) {
        return flags.contains(flag);
    }

    private Options.ConnectionMode connectionMode() {
        if (on(Flag.HTTPCLOSE)) {
            return Options.ConnectionMode.CLOSE;
        }
        return on(Flag.HTTP_SERVER_CLOSE) ? Options.ConnectionMode.SERVER_CLOSE : Options.ConnectionMode.KEEP_ALIVE;
    }
}
