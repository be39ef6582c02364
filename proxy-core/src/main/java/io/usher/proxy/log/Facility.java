package io.usher.proxy.log;

import java.util.Locale;
import java.util.Optional;

/** Syslog facilities in the order of their codes (RFC 3164, 4.1.1), under the names HAProxy gives them. */
enum Facility {
    KERN, USER, MAIL, DAEMON, AUTH, SYSLOG, LPR, NEWS, UUCP, CRON, AUTH2, FTP, NTP, AUDIT, ALERT, CRON2,
    LOCAL0, LOCAL1, LOCAL2, LOCAL3, LOCAL4, LOCAL5, LOCAL6, LOCAL7;

    /** The code, 0 to 23. */
    int code() {
        return ordinal();
    }

    static Optional<Facility> of(final String name) {
        for (final Facility facility : values()) {
            if (facility.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(facility);
            }
        }
        return Optional.empty();
    }
}
