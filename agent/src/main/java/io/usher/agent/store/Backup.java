package io.usher.agent.store;

import io.usher.agent.control.BackupService;
import io.usher.agent.request.Conflict;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

import org.h2.engine.Constants;

/**
 * Backups of an H2 database while it is in use: a script of SQL, compressed by gzip, as of one moment. A script and no copy of
 * the file, because it is written from what can be read: a damaged page shows now and not when the backup is needed; and any
 * later H2 reads it. Any thread.
 */
public final class Backup implements BackupService {
    private static final String PREFIX = "backup-";
    private final Database database;

    public Backup(final Database database) {
        this.database = database;
    }

    /**
     * Writes one beside the database; it is gone once the stream is closed.
     *
     * @throws Conflict         where the database is a server, which has a program for that
     * @throws StoreUnavailable where it cannot be read, or not be written
     */
    @Override
    public InputStream take() {
        if (!(database.location() instanceof DatabaseLocation.Embedded embedded)) {
            throw new Conflict("the agent's database is " + database.location().describe()
                    + ": back it up with pg_dump, and restore it with pg_restore");
        }
        try {
            final Path file = Files.createTempFile(embedded.folder(), PREFIX, ".sql.gz"); // for its owner only
            try {
                script(file);
                return Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE);
            } catch (final IOException | SQLException | RuntimeException e) {
                Files.deleteIfExists(file);
                throw e;
            }
        } catch (final IOException | SQLException e) {
            throw new StoreUnavailable("no backup: " + e.getMessage(), e);
        }
    }

    private void script(final Path file) throws SQLException {
        try (Connection connection = database.connection()) {
            final int isolation = connection.getTransactionIsolation();
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Constants.TRANSACTION_SNAPSHOT); // all tables as of one moment
            try (PreparedStatement statement = connection.prepareStatement("SCRIPT TO ? COMPRESSION GZIP")) {
                statement.setString(1, file.toString());
                statement.execute();
            } finally {
                connection.rollback();
                connection.setTransactionIsolation(isolation);
                connection.setAutoCommit(true);
            }
        }
    }
}
