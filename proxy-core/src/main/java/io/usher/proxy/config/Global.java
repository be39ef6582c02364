package io.usher.proxy.config;

import java.util.List;
import java.util.Optional;

/**
 * The {@code global} sections, merged (HAProxy configuration manual, 3).
 *
 * @param logs          log targets
 * @param user          account to run as
 * @param group         group to run as
 * @param uid           numeric account; -1 = not set
 * @param gid           numeric group; -1 = not set
 * @param statsSockets  Runtime API sockets
 * @param statsTimeout  inactivity on those, ms, default 10000
 * @param statsMaxconn  most connections to those, default 10
 * @param pidfile       where the pid is written
 * @param nbthread      event loops; 0 = as many as processors
 * @param busyPolling   whether event loops ask for input without ever sleeping while the generation is the active one
 * @param maxconn       most client connections in all; 0 = by the descriptor limit
 * @param hardStopAfter ms a finishing generation may take; 0 = no limit
 * @param coldStartHold Usher's own: ms for which all seats stay closed at a start with neither predecessor nor journal; 0 = none
 * @param standby       Usher's own: ms a drained generation stays ready to serve again; 0 = it ends at once
 * @param seatJournal   Usher's own: folder of journal and owner lock
 * @param daemon        run in the background
 * @param quiet         say nothing at start
 * @param logTag        program name in log lines, default "haproxy" as HAProxy's own tools expect it
 * @param node          {@code node} name
 * @param description   {@code description}
 * @param bufferSize    {@code tune.bufsize}, default 16384 bytes
 * @param maxRewrite    {@code tune.maxrewrite}, default 1024 bytes
 */
public record Global(List<LogTarget> logs, Optional<String> user, Optional<String> group, int uid, int gid,
                     List<StatsSocket> statsSockets, int statsTimeout, int statsMaxconn, Optional<String> pidfile,
                     int nbthread, boolean busyPolling, int maxconn, int hardStopAfter, int coldStartHold, int standby,
                     Optional<String> seatJournal, boolean daemon,
                     boolean quiet, String logTag, Optional<String> node, Optional<String> description,
                     int bufferSize, int maxRewrite) {
}
