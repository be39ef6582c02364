package io.usher.proxy.config;

import java.util.Optional;

/**
 * One listening address of a frontend ({@code bind}; HAProxy configuration manual, 5.1).
 *
 * @param address  where to listen
 * @param backlog  length asked of the kernel for its accept queue; 0 = the proxy's {@code backlog}, else its {@code maxconn}
 * @param maxconn  most connections accepted at once on this address; 0 = no limit of its own
 * @param name     name given with {@code name}, shown in statistics
 * @param mode     permissions of a unix socket, octal digits as a number (0600); -1 = by umask
 * @param user     owner of a unix socket
 * @param group    group of a unix socket
 * @param v6only   listen for IPv6 only on a wildcard address
 * @param position where it stands
 */
public record Bind(BindAddress address, int backlog, int maxconn, Optional<String> name, int mode,
                   Optional<String> user, Optional<String> group, boolean v6only, Position position) {
}
