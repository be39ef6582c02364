package io.usher.agent.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes a database of a {@link Backup}, while no agent runs on it. The new file is made whole beside the old one, checked, and
 * then put in its place, so that a backup that is none costs nothing. The script in a backup is run as it is: it must come
 * from whoever may run programs as the agent.
 */
public final class Restore {
    private static final String NAME = "restoring";
    private final DatabaseLocation.Embedded location;

    public Restore(final DatabaseLocation.Embedded location) {
        this.location = location;
    }

    /**
     * @param replace a database that is there is put aside under another name; otherwise it is an error
     * @param now     for that name
     * @return where the old database is now; empty = there was none
     * @throws IOException            saying what is wrong with the backup, or that there is a database
     * @throws SchemaTooNewException if a newer agent made the backup
     */
    public Optional<Path> run(final Path backup, final boolean replace, final Instant now)
            throws IOException, SchemaTooNewException {
        if (!Files.isReadable(backup)) {
            throw new IOException("backup " + backup + " cannot be read (expected: a file that 'usher backup' wrote)");
        }
        if (Files.exists(location.file()) && !replace) {
            throw new IOException("database " + location.file() + " is there already (expected: none; --replace puts it aside)");
        }
        final Path made = location.folder().toAbsolutePath().resolve(NAME + ".mv.db");
        Files.deleteIfExists(made);
        try {
            build(backup);
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            return swap(made, now);
        } catch (final SQLException e) {
            throw new IOException("backup " + backup + " cannot be restored: " + e.getMessage()
                    + " (expected: a file that 'usher backup' wrote)", e);
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private void build(final Path backup) throws SQLException, SchemaTooNewException {
        final String url = "jdbc:h2:" + location.folder().toAbsolutePath().resolve(NAME)
                + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
        try (Connection connection = DriverManager.getConnection(url, "usher", "")) {
            // the script brings the setting that keeps a database open without connections, so each way out has to shut it down
            try {
                fill(connection, backup);
            } catch (final SQLException | SchemaTooNewException | RuntimeException e) {
                execute(connection, "SHUTDOWN IMMEDIATELY");
                throw e;
            }
            execute(connection, "SHUTDOWN");
        }
    }

    private void fill(final Connection connection, final Path backup) throws SQLException, SchemaTooNewException {
        try (PreparedStatement script = connection.prepareStatement("RUNSCRIPT FROM ? COMPRESSION GZIP")) {
            script.setString(1, backup.toAbsolutePath().toString());
            script.execute();
        }
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT number FROM schema_version").close();
        }
        new Migrations(location).apply(connection);
    }

    private static void execute(final Connection connection, final String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    private Optional<Path> swap(final Path made, final Instant now) throws IOException {
        Optional<Path> old = Optional.empty();
        if (Files.exists(location.file())) {
            final Path aside = location.file().resolveSibling("usher.mv.db.before-" + now.toString().replace(':', '-'));
            Files.move(location.file(), aside);
            old = Optional.of(aside);
        }
        Files.move(made, location.file(), StandardCopyOption.ATOMIC_MOVE);
        return old;
    }
}
