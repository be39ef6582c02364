package io.usher.proxy.config;

import java.util.Optional;

/** One listening address of {@code bind} or {@code stats socket} while its options are being read. */
final class SocketDraft {
    int backlog;
    int maxconn;
    String name;
    int mode = -1;
    String user;
    String group;
    boolean v6only;
    StatsSocket.Level level = StatsSocket.Level.OPERATOR;
    boolean exposeListeners;

    Bind bind(final BindAddress address, final Position position) {
        return new Bind(address, backlog, maxconn, Optional.ofNullable(name), mode, Optional.ofNullable(user),
                Optional.ofNullable(group), v6only, position);
    }

    StatsSocket statsSocket(final BindAddress address, final Position position) {
        return new StatsSocket(address, level, mode, Optional.ofNullable(user), Optional.ofNullable(group),
                exposeListeners, position);
    }
}
