package io.usher.proxy.config;

import java.util.Optional;

/**
 * One {@code server} line, {@code default-server} applied (HAProxy configuration manual, 5.2).
 *
 * @param id         position among the backend's servers, from 1 (HAProxy's {@code srv_id})
 * @param name       unique in its backend
 * @param address    where requests go: {@link BindAddress.Inet} with a literal address or a host name, or
 *                   {@link BindAddress.Unix}
 * @param weight     0 to 256, default 1
 * @param maxconn    seats at the address, as far as this line goes; 0 = no limit
 * @param maxqueue   most requests waiting for this very server; 0 = no limit
 * @param backup     used only when no other server is usable
 * @param disabled   starts in maintenance
 * @param check      how its health is checked; empty = not checked
 * @param agent      how its agent is asked; empty = it has none
 * @param seatOf     Usher's own: {@code backend/server} whose seats this line shares ({@code seat-of})
 * @param position   where it stands
 */
public record ServerLine(int id, String name, BindAddress address, int weight, int maxconn, int maxqueue,
                         boolean backup, boolean disabled, Optional<ServerCheck> check, Optional<AgentCheck> agent,
                         Optional<String> seatOf, Position position) {

    /**
     * The check parameters of a server (HAProxy configuration manual, 5.2).
     *
     * @param inter     between checks, ms, default 2000
     * @param fastinter between checks while changing state, ms; 0 = {@code inter}
     * @param downinter between checks while down, ms; 0 = {@code inter}
     * @param rise      good checks before up, default 2
     * @param fall      bad checks before down, default 3
     * @param addr      address to check instead of the server's own
     * @param port      port to check instead of the server's own; 0 = the server's
     */
    public record ServerCheck(int inter, int fastinter, int downinter, int rise, int fall, Optional<String> addr,
                              int port) {
    }

    /**
     * The agent of a server (HAProxy configuration manual, 5.2 "agent-check").
     *
     * @param inter between questions, ms, default 2000
     * @param addr  its address; empty = the server's
     * @param port  its port, 1 to 65535
     * @param send  what it is sent upon connection; "" = nothing
     */
    public record AgentCheck(int inter, Optional<String> addr, int port, String send) {
    }
}
