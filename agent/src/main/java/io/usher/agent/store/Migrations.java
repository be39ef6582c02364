package io.usher.agent.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * Brings a schema forward, step by step; each is noted in {@code schema_version} with its name. Never backward. A step is a
 * script beside this class, in SQL that every {@link Dialect} takes, but for {@link QuartzTables}.
 *
 * <p>By hand and not by a library: one that was tried (Flyway 11.20) took as long as opening the database, at every start.
 */
final class Migrations {
    /** In order; a script that was released is never changed again. */
    static final List<String> SCRIPTS = List.of("0001-agent.sql", "0002-quartz.sql", "0003-imposed.sql", "0004-nodes.sql",
            "0005-overrides-of-nodes.sql", "0006-access.sql", "0007-events.sql", "0008-configuration.sql",
            "0009-reloads.sql", "0010-schedules.sql", "0013-servers.sql");
    private static final String QUARTZ = SCRIPTS.get(1);
    /** Any number that nobody else locks: agents that share a database must not migrate it at the same time. */
    private static final long ADVISORY_LOCK = 0x75736865722d6442L;

    private final DatabaseLocation location;

    Migrations(final DatabaseLocation location) {
        this.location = location;
    }

    void apply(final Connection connection) throws SQLException, SchemaTooNewException {
        if (!location.dialect().shared()) {
            forward(connection);
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + ADVISORY_LOCK + ")");
            try {
                forward(connection);
            } finally {
                statement.execute("SELECT pg_advisory_unlock(" + ADVISORY_LOCK + ")");
            }
        }
    }

    private void forward(final Connection connection) throws SQLException, SchemaTooNewException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version (number INTEGER PRIMARY KEY, name VARCHAR(200) NOT NULL,"
                    + " applied TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL)");
        }
        final int present = present(connection);
        for (final String script : SCRIPTS) {
            if (number(script) > present) {
                run(connection, script);
            }
        }
    }

    private int present(final Connection connection) throws SQLException, SchemaTooNewException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT number, name FROM schema_version ORDER BY number DESC LIMIT 1")) {
            if (!row.next()) {
                return 0;
            }
            final int known = number(SCRIPTS.get(SCRIPTS.size() - 1));
            if (row.getInt(1) > known) {
                throw new SchemaTooNewException(location.describe(), row.getString(2), row.getInt(1), known);
            }
            return row.getInt(1);
        }
    }

    /** DDL commits by itself in H2, so the note comes last and steps can be run twice: a run may be cut in half. */
    private void run(final Connection connection, final String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (final String sql : script.equals(QUARTZ) ? QuartzTables.statements(location.dialect()) : statements(script)) {
                statement.execute(sql);
            }
        }
        try (PreparedStatement note = connection.prepareStatement("INSERT INTO schema_version (number, name) VALUES (?, ?)")) {
            note.setInt(1, number(script));
            note.setString(2, script);
            note.executeUpdate();
        }
    }

    private static int number(final String script) {
        return Integer.parseInt(script.substring(0, 4));
    }

    static List<String> statements(final String script) {
        return Arrays.stream(text(script).split(";")).filter(sql -> !sql.isBlank()).toList();
    }

    private static String text(final String script) {
        try (InputStream in = Migrations.class.getResourceAsStream(script)) {
            if (in == null) {
                throw new IllegalStateException("schema script " + script + " is missing from the agent's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^--.*$", "");
        } catch (final IOException e) {
            throw new UncheckedIOException("schema script " + script, e);
        }
    }
}
