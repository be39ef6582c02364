package io.usher.proxy.config;

/**
 * Where log lines go ({@code log}; HAProxy configuration manual, 4.2 "log").
 *
 * @param destination UDP host and port ({@link BindAddress.Inet}), unix datagram socket ({@link BindAddress.Unix}),
 *                    or descriptor ({@link BindAddress.Inherited}: stdout is 1, stderr is 2)
 * @param format      line header
 * @param length      longest line in bytes, 80 to 65535; HAProxy's default is 1024
 * @param facility    syslog facility name, for instance "local6"
 * @param level       least severe level still sent
 * @param minLevel    most severe level a line is marked with
 * @param position    where it stands
 */
public record LogTarget(BindAddress destination, Format format, int length, String facility, Severity level,
                        Severity minLevel, Position position) {

    /** Header written before each message. */
    public enum Format { RFC3164, LOCAL, RFC5424, RAW, SHORT, TIMED, ISO }

    /** Syslog severities, most severe first; the ordinal is the syslog code (RFC 3164, 4.1.1). */
    public enum Severity { EMERG, ALERT, CRIT, ERR, WARNING, NOTICE, INFO, DEBUG }
}
