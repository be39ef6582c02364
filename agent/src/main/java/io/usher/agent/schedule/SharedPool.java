package io.usher.agent.schedule;

import io.usher.agent.store.Database;

import java.sql.Connection;
import java.sql.SQLException;

import org.quartz.utils.ConnectionProvider;

/** The agent's own connection pool for Quartz, so that there is one pool on the one database, open or not. */
final class SharedPool implements ConnectionProvider {
    private final Database database;

    SharedPool(final Database database) {
        this.database = database;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return database.connection();
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
