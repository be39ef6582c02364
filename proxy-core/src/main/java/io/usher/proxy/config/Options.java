package io.usher.proxy.config;

import java.util.Optional;

/**
 * The {@code option} lines of a proxy, HAProxy's defaults applied (HAProxy configuration manual, 4.2 "option ...").
 *
 * @param httplog            HTTP log format
 * @param tcplog             TCP log format
 * @param dontlognull        connections without data are not logged
 * @param dontlogNormal      only what went wrong is logged
 * @param logHealthChecks    every check's change of status is logged
 * @param redispatch         0 = off; -1 = on the last retry (the plain option); N = every Nth retry; -N = from the end
 * @param abortonclose       a request whose client has hung up is given up
 * @param connectionMode     what happens to connections after an answer
 * @param forwardFor         client address header
 * @param httpCheck          HTTP health checks
 * @param socketStats        per-socket statistics
 */
public record Options(boolean httplog, boolean tcplog, boolean dontlognull, boolean dontlogNormal,
                      boolean logHealthChecks, int redispatch, boolean abortonclose, ConnectionMode connectionMode,
                      Optional<ForwardFor> forwardFor, Optional<HttpCheck> httpCheck, boolean socketStats) {

    /** {@code option http-keep-alive} (default), {@code http-server-close}, {@code httpclose}. */
    public enum ConnectionMode { KEEP_ALIVE, SERVER_CLOSE, CLOSE }
}
