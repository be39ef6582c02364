package io.usher.agent.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import java.io.IOException;

/** Opens pools of connections; each kind of database wants its own care. */
final class ConnectionPools {
    private static final int MAX_CONNECTIONS = 8;
    private static final long CONNECTION_TIMEOUT_MS = 5_000;
    private static final int CONNECT_TIMEOUT_SECONDS = 4;
    private static final int SOCKET_TIMEOUT_SECONDS = 30;

    private ConnectionPools() {
    }

    /** A pool with one connection open; anything it throws says why there is none. */
    static HikariDataSource open(final DatabaseLocation location) throws IOException {
        final HikariConfig config = new HikariConfig();
        config.setPoolName("usher-database");
        config.setMaximumPoolSize(MAX_CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        if (location instanceof DatabaseLocation.Embedded embedded) {
            embedded(config, embedded);
        } else if (location instanceof DatabaseLocation.Server server) {
            server(config, server);
        }
        return new HikariDataSource(config);
    }

    private static void embedded(final HikariConfig config, final DatabaseLocation.Embedded location) {
        final String file = location.folder().toAbsolutePath().resolve("usher").toString();
        // "async": an interrupt of a thread that is at work here must not close the file under all others, as it does with H2's
        // usual file channels; and Quartz interrupts
        // no file of traces beside it: what fails is told to whoever asked
        config.setJdbcUrl("jdbc:h2:async:" + file + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=5000"
                + ";TRACE_LEVEL_FILE=0");
        config.setUsername("usher");
        config.setPassword("");
    }

    private static void server(final HikariConfig config, final DatabaseLocation.Server location) throws IOException {
        config.setJdbcUrl(location.url());
        config.setDataSourceProperties(location.credentials());
        // a host that is gone must not hold a thread of the agent for ever
        config.addDataSourceProperty("connectTimeout", String.valueOf(CONNECT_TIMEOUT_SECONDS));
        config.addDataSourceProperty("socketTimeout", String.valueOf(SOCKET_TIMEOUT_SECONDS));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("ApplicationName", "usher-agent " + location.node());
    }
}
