package io.usher.proxy.config;

import java.util.List;
import java.util.Optional;

/**
 * A {@code frontend}, {@code backend} or {@code listen} section, {@code defaults} applied
 * (HAProxy configuration manual, 4).
 *
 * @param id             number of the section as HAProxy counts it: the first user section is 2
 * @param name           section name
 * @param kind           section keyword
 * @param mode           tcp or http
 * @param disabled       {@code disabled} keyword
 * @param binds          listening addresses; empty for a backend
 * @param servers        servers; empty for a frontend
 * @param maxconn        most client connections; 0 = the global limit
 * @param backlog        kernel accept queue asked for; 0 = {@code maxconn}
 * @param fullconn       {@code fullconn}; 0 = not set
 * @param timeouts       all timeouts
 * @param balance        balancing algorithm
 * @param retries        connection retries after the first try, default 3
 * @param retryOn        what is tried again, default connection failures
 * @param options        options
 * @param acls           ACLs by order of appearance
 * @param rules          rules by stage and order of appearance
 * @param defaultBackend {@code default_backend}
 * @param logs           log targets; {@code log global} is expanded
 * @param httpReuse      {@code http-reuse}
 * @param position       where the section begins
 */
public record Proxy(int id, String name, ProxyKind kind, Mode mode, boolean disabled, List<Bind> binds,
                    List<ServerLine> servers, int maxconn, int backlog, int fullconn, Timeouts timeouts,
                    BalanceAlgorithm balance, int retries, RetryOn retryOn, Options options, List<Acl> acls,
                    List<Rule> rules, Optional<String> defaultBackend, List<LogTarget> logs, HttpReuse httpReuse,
                    Position position) {

    /** When an idle server connection may carry another client's request (HAProxy manual 4.2 "http-reuse"). */
    public enum HttpReuse { NEVER, SAFE, AGGRESSIVE, ALWAYS }
}
