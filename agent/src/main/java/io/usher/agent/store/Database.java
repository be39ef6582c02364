package io.usher.agent.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.h2.api.ErrorCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The open database. A commit is in the file when it returns ({@code WRITE_DELAY=0}: with H2's default of 500 ms whatever was
 * acknowledged in that time is lost when the process is killed), so an acknowledged change survives {@code kill -9}.
 */
public final class Database implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 8;
    private static final long CONNECTION_TIMEOUT_MS = 5_000;
    private final HikariDataSource pool;

    private Database(final HikariDataSource pool) {
        this.pool = pool;
    }

    /**
     * Opens or creates {@code usher.mv.db} in a folder, and brings its schema forward.
     *
     * @throws SchemaTooNewException if a newer agent wrote it
     * @throws StoreUnavailable      if it cannot be opened or is damaged
     */
    public static Database open(final Path folder) throws SchemaTooNewException {
        final Path file = folder.toAbsolutePath().resolve("usher");
        final HikariConfig config = new HikariConfig();
        config.setPoolName("usher-database");
        // "async": an interrupt of a thread that is at work here must not close the file under all others, as it does with H2's
        // usual file channels; and Quartz interrupts
        config.setJdbcUrl("jdbc:h2:async:" + file + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=5000");
        config.setUsername("usher");
        config.setPassword("");
        config.setMaximumPoolSize(MAX_CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        final HikariDataSource pool;
        try {
            pool = new HikariDataSource(config);
        } catch (final RuntimeException e) {
            throw new StoreUnavailable("database " + file + ".mv.db cannot be opened: " + rootMessage(e), e);
        }
        final Database database = new Database(pool);
        try (Connection connection = pool.getConnection()) {
            Files.setPosixFilePermissions(Path.of(file + ".mv.db"), PosixFilePermissions.fromString("rw-------"));
            new Migrations(file + ".mv.db").apply(connection);
        } catch (final SQLException | IOException e) {
            pool.close();
            throw new StoreUnavailable("database " + file + ".mv.db: " + e.getMessage(), e);
        } catch (final SchemaTooNewException e) {
            pool.close();
            throw e;
        }
        return database;
    }

    /** For libraries that bring their own statements (Quartz). */
    public DataSource dataSource() {
        return pool;
    }

    /** All rows of a query. Parameters may be text, numbers, booleans, {@link Instant}, {@link Optional} of these, or null. */
    public <T> List<T> query(final String sql, final RowReader<T> reader, final Object... parameters) {
        try (Connection connection = pool.getConnection(); PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            final List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        } catch (final SQLException e) {
            throw unavailable(e);
        }
    }

    /** The first row of a query. */
    public <T> Optional<T> queryOne(final String sql, final RowReader<T> reader, final Object... parameters) {
        return query(sql, reader, parameters).stream().findFirst();
    }

    /** One statement, committed when this returns; the number of rows it touched. */
    public int update(final String sql, final Object... parameters) {
        try (Connection connection = pool.getConnection(); PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            return statement.executeUpdate();
        } catch (final SQLException e) {
            throw unavailable(e);
        }
    }

    /** An insert; the key that the database made. */
    public long insert(final String sql, final Object... parameters) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
            bind(statement, parameters);
            statement.executeUpdate();
            try (ResultSet keys = statement.getGeneratedKeys()) {
                if (!keys.next()) {
                    throw new SQLException("no key was made by: " + sql);
                }
                return keys.getLong(1);
            }
        } catch (final SQLException e) {
            throw unavailable(e);
        }
    }

    /** A time column. */
    public static Optional<Instant> instant(final ResultSet row, final String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    /** A number column that may be null. */
    public static Optional<Integer> integer(final ResultSet row, final String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, Integer.class));
    }

    @Override
    public void close() {
        try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (final SQLException e) {
            if (e.getErrorCode() == ErrorCode.DATABASE_IS_CLOSED || e.getErrorCode() == ErrorCode.DATABASE_CALLED_AT_SHUTDOWN) {
                pool.close();
                return; // as asked: the connection that asked is closed by it too
            }
            // everything acknowledged is in the file already; a refused SHUTDOWN only leaves it uncompacted
            org.slf4j.LoggerFactory.getLogger(Database.class).warn("database not shut down cleanly: {}", e.getMessage());
        }
        pool.close();
    }

    private static void bind(final PreparedStatement statement, final Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            Object value = parameters[i];
            if (value instanceof Optional<?> optional) {
                value = optional.orElse(null);
            }
            statement.setObject(i + 1, value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
        }
    }

    private static StoreUnavailable unavailable(final SQLException e) {
        return new StoreUnavailable("the agent's database does not answer: " + e.getMessage(), e);
    }

    private static String rootMessage(final Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }
}
