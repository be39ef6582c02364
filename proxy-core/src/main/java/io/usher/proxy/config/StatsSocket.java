package io.usher.proxy.config;

import java.util.Optional;

/**
 * A socket that speaks the Runtime API ({@code stats socket}; HAProxy configuration manual, 3.1).
 *
 * @param address         where to listen
 * @param level           what its users may do
 * @param mode            permissions of the socket file (octal); -1 = by umask
 * @param user            owner of the socket file
 * @param group           group of the socket file
 * @param exposeListeners whether a successor may take listeners through it ({@code expose-fd listeners})
 * @param position        where it stands
 */
public record StatsSocket(BindAddress address, Level level, int mode, Optional<String> user, Optional<String> group,
                          boolean exposeListeners, Position position) {

    /** Access levels, lowest first (HAProxy management manual, 9.3). */
    public enum Level { USER, OPERATOR, ADMIN }
}
