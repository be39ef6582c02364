package io.usher.proxy.runtime;

import io.usher.proxy.live.Frontend;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * What answers tell of the process beside the instance; filled in by {@code launch}. The suppliers are called on the
 * thread {@code runtime} and must not block.
 *
 * @param version        Usher's version, for instance "0.1.0"
 * @param releaseDate    of that version, {@code YYYY/MM/DD}
 * @param pid            process id
 * @param node           {@code node} of the configuration, else the host's name
 * @param description    {@code description} of the configuration, "" if not set
 * @param startMillis    when the process started, milliseconds since 1970
 * @param threads        event loops
 * @param descriptors    limit of open descriptors ({@code ulimit -n})
 * @param maxconn        most client connections in effect
 * @param listeners      how many listeners accept now
 * @param stoppingNow    whether the generation is finishing
 * @param droppedLogs    log lines lost
 * @param uptimeMillis   since the start, whatever the wall clock does
 */
public record ProcessFacts(String version, String releaseDate, long pid, String node, String description, long startMillis,
                           int threads, int descriptors, int maxconn, IntSupplier listeners, BooleanSupplier stoppingNow,
                           LongSupplier droppedLogs, LongSupplier uptimeMillis) {

    /** Whether the generation takes no more clients. */
    boolean stopping() {
        return stoppingNow.getAsBoolean();
    }

    /** Most connections of a frontend: its own limit, else the process's. */
    int maxconn(final Frontend frontend) {
        return frontend.maxconn(maxconn);
    }

    /** Seconds since the start, rounded down. */
    long uptimeSeconds() {
        return uptimeMillis.getAsLong() / 1000;
    }
}
