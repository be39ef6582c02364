package io.usher.proxy.generation;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a generation that starts is asked to be.
 *
 * @param seatJournal   the global keyword {@code seat-journal}
 * @param firstFile     the first {@code -f}, after which the instance is named
 * @param environment   the process environment
 * @param identity      accounts now and after dropping rights
 * @param wanted        keys of the listeners the configuration names, stats sockets included; all others of a
 *                      predecessor's are declined
 * @param sockets       paths of the unix stats sockets, through which a successor can come
 * @param hardStopAfter ms a finishing generation may take; 0 = no limit
 * @param coldStartHold ms for which all seats are held where neither predecessor nor journal says what is taken; 0 = none
 * @param standby       ms a drained predecessor stays ready to serve again; 0 = it ends at once
 * @param log           where notices and warnings go
 */
public record StartRequest(Optional<String> seatJournal, Path firstFile, Map<String, String> environment,
                           ProcessIdentity identity, Set<String> wanted, List<String> sockets, int hardStopAfter,
                           int coldStartHold, int standby, HandoverLog log) {
}
