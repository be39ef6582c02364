package io.usher.agent.schedule;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

import org.quartz.utils.ConnectionProvider;

/** The agent's own connection pool for Quartz, so that there is one pool on the one database file. */
final class SharedPool implements ConnectionProvider {
    private final DataSource pool;

    SharedPool(final DataSource pool) {
        this.pool = pool;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return pool.getConnection();
    }

    @Override
    public void shutdown() {
        // the pool belongs to the database and is closed with it
    }

    @Override
    public void initialize() {
        // open already
    }
}
