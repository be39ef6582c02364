package io.usher.agent.store;

import com.zaxxer.hikari.HikariDataSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.h2.api.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's database, open or not: what calls it gets {@link StoreUnavailable} while it is not, and {@link #reconnect()}
 * tries again. In H2 a commit is in the file when it returns ({@code WRITE_DELAY=0}: with H2's default of 500 ms whatever was
 * acknowledged in that time is lost when the process is killed), so an acknowledged change survives {@code kill -9}.
 */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    /** After a connection could not be had, so long nobody waits for the next one: supervision must not crawl. */
    private static final long FAIL_FAST_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long LEAST_FREE_BYTES = 1 << 20;

    private final DatabaseLocation location;
    private final List<Runnable> whenOpen = new ArrayList<>(); // guarded by this
    private volatile HikariDataSource pool; // written with this as lock, read by anybody; null = not open
    private volatile String whyClosed = "not opened yet";
    private volatile boolean suspect; // something failed since the last write that did not; written and read by any thread
    private volatile Failure failure = Failure.NONE; // written and read by any thread

    private Database(final DatabaseLocation location) {
        this.location = location;
    }

    /** No connection could be had, at that {@link System#nanoTime()}. */
    private record Failure(String message, long atNanos) {
        static final Failure NONE = new Failure("", 0);
    }

    /**
     * Whether it can be read and written now.
     *
     * @param ok     it can
     * @param detail for people
     */
    public record Health(boolean ok, String detail) {
    }

    /**
     * Opens or creates {@code usher.mv.db} in a folder, and brings its schema forward.
     *
     * @throws SchemaTooNewException if a newer agent wrote it
     * @throws StoreUnavailable      if it cannot be opened or is damaged
     */
    public static Database open(final Path folder) throws SchemaTooNewException {
        return open(new DatabaseLocation.Embedded(folder));
    }

    /** The same anywhere. */
    public static Database open(final DatabaseLocation location) throws SchemaTooNewException {
        final Database database = connect(location);
        if (database.pool == null) {
            throw new StoreUnavailable(database.whyClosed, null);
        }
        return database;
    }

    /** Opens it if that is possible now; if not, all calls fail until {@link #reconnect()} succeeds. */
    public static Database connect(final DatabaseLocation location) throws SchemaTooNewException {
        final Database database = new Database(location);
        database.tryToOpen();
        return database;
    }

    private synchronized void tryToOpen() throws SchemaTooNewException {
        HikariDataSource opened = null;
        try {
            opened = ConnectionPools.open(location);
            try (Connection connection = opened.getConnection()) {
                if (location instanceof DatabaseLocation.Embedded embedded) {
                    Files.setPosixFilePermissions(embedded.file(), PosixFilePermissions.fromString("rw-------"));
                }
                new Migrations(location).apply(connection);
            }
            failure = Failure.NONE;
            suspect = false;
            pool = opened;
        } catch (final SQLException | IOException | RuntimeException e) {
            whyClosed = "database " + location.describe() + " cannot be opened: " + rootMessage(e);
            close(opened);
        } catch (final SchemaTooNewException e) {
            whyClosed = e.getMessage();
            close(opened);
            throw e;
        }
    }

    private static void close(final HikariDataSource opened) {
        if (opened != null) {
            opened.close();
        }
    }

    /**
     * Opens it where it is not open or no longer works, and then does what waits for that. The observer's thread calls this
     * again and again.
     */
    public void reconnect() {
        if (pool != null && !broken()) {
            return;
        }
        try {
            closeBroken();
            tryToOpen();
        } catch (final SchemaTooNewException e) {
            LOG.debug("not opened: {}", e.getMessage());
        }
        if (pool != null) {
            LOG.info("database {} is open now", location.describe());
            final List<Runnable> tasks;
            synchronized (this) {
                tasks = List.copyOf(whenOpen);
                whenOpen.clear();
            }
            tasks.forEach(Runnable::run);
        }
    }

    /** H2 stays as it is after a write that failed, until it is opened anew; a pool of connections to a server mends itself. */
    private boolean broken() {
        if (!suspect || !(location instanceof DatabaseLocation.Embedded)) {
            return false;
        }
        try {
            probe();
            return false;
        } catch (final StoreUnavailable e) {
            return true;
        }
    }

    /** A write that changes nothing. */
    private void probe() {
        update("UPDATE schema_version SET applied = applied WHERE number = 1");
        suspect = false;
    }

    private synchronized void closeBroken() {
        final HikariDataSource old = pool;
        if (old == null) {
            return;
        }
        pool = null;
        whyClosed = "database " + location.describe() + " failed and is opened anew";
        try (Connection connection = old.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY"); // writes nothing
        } catch (final SQLException e) {
            LOG.debug("shut down: {}", e.getMessage());
        }
        old.close();
    }

    /** Runs a task now if the database is open, else once it is, on the thread that opens it. */
    public void whenOpen(final Runnable task) {
        synchronized (this) {
            if (pool == null) {
                whenOpen.add(task);
                return;
            }
        }
        task.run();
    }

    /** Where it is. */
    public DatabaseLocation location() {
        return location;
    }

    /** Whose rows the agent's own are. */
    public String node() {
        return location.node();
    }

    /** A connection, for work of several statements and for libraries that bring their own (Quartz). */
    public Connection connection() throws SQLException {
        final HikariDataSource now = pool;
        if (now == null) {
            throw new SQLTransientConnectionException(whyClosed);
        }
        final Failure last = failure;
        if (last != Failure.NONE && System.nanoTime() - last.atNanos < FAIL_FAST_NANOS) {
            throw new SQLTransientConnectionException(last.message);
        }
        try {
            final Connection connection = now.getConnection();
            failure = Failure.NONE;
            return connection;
        } catch (final SQLException e) {
            failure = new Failure(rootMessage(e), System.nanoTime());
            throw e;
        }
    }

    /** All rows of a query. Parameters may be text, numbers, booleans, {@link Instant}, {@link Optional} of these, or null. */
    public <T> List<T> query(final String sql, final RowReader<T> reader, final Object... parameters) {
        try (Connection connection = connection(); PreparedStatement statement = connection.prepareStatement(sql)) {
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
        try (Connection connection = connection(); PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            final int touched = statement.executeUpdate();
            return touched;
        } catch (final SQLException e) {
            throw unavailable(e);
        }
    }

    /** The same statement for each row of parameters, all or none, committed when this returns. */
    public void insertAll(final String sql, final List<Object[]> rows) {
        try (Connection connection = connection(); PreparedStatement statement = connection.prepareStatement(sql)) {
            connection.setAutoCommit(false); // the pool sets it back, and rolls back what was not committed
            for (final Object[] row : rows) {
                bind(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
            connection.commit();
        } catch (final SQLException e) {
            throw unavailable(e);
        }
    }

    /**
     * Writes one row anew, whether or not there is one with its key.
     *
     * @param keys   columns of the key, with their values
     * @param others all other columns
     */
    public void merge(final String table, final Map<String, ?> keys, final Map<String, ?> others) {
        final List<Object> values = new ArrayList<>(keys.values());
        values.addAll(others.values());
        update(location.dialect().merge(table, List.copyOf(keys.keySet()), List.copyOf(others.keySet())), values.toArray());
    }

    /** Columns in order, for {@link #merge}: name, value, name, value… */
    public static Map<String, Object> columns(final Object... namesAndValues) {
        final Map<String, Object> columns = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            columns.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return columns;
    }

    /** An insert; the key that the database made, which is the table's column {@code id}. */
    public long insert(final String sql, final Object... parameters) {
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(sql, new String[] {"id"})) {
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

    /** Asks it something; and where something failed lately, whether it can be written. */
    public Health health() {
        if (pool == null) {
            return new Health(false, whyClosed);
        }
        try {
            query("SELECT 1", row -> row.getInt(1));
            final long free = freeBytes();
            if (free < LEAST_FREE_BYTES) {
                return new Health(false, "the disk of " + location.describe() + " is full: " + free / 1024 + " KiB are left");
            }
            if (suspect) {
                probe();
            }
            return new Health(true, "open");
        } catch (final StoreUnavailable e) {
            return new Health(false, e.getMessage());
        }
    }

    private long freeBytes() {
        if (location instanceof DatabaseLocation.Embedded embedded) {
            return embedded.folder().toFile().getUsableSpace();
        }
        return Long.MAX_VALUE; // whoever runs the server watches its disks
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
    public synchronized void close() {
        final HikariDataSource open = pool;
        pool = null;
        whyClosed = "database " + location.describe() + " is closed";
        if (open == null) {
            return;
        }
        open.close();
        if (location instanceof DatabaseLocation.Embedded) {
            shutDown(open);
        }
    }

    /** By a connection of its own, once the pool is closed: a pool that still runs may connect anew, and so open it again. */
    private static void shutDown(final HikariDataSource closed) {
        try (Connection connection = DriverManager.getConnection(closed.getJdbcUrl() + ";IFEXISTS=TRUE", closed.getUsername(),
                closed.getPassword()); Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (final SQLException e) {
            if (e.getErrorCode() != ErrorCode.DATABASE_IS_CLOSED && e.getErrorCode() != ErrorCode.DATABASE_CALLED_AT_SHUTDOWN) {
                // everything acknowledged is in the file already; a refused SHUTDOWN only leaves it uncompacted
                LOG.warn("database not shut down cleanly: {}", e.getMessage());
            } // else as asked: the connection that asked is closed by it too
        }
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

    private StoreUnavailable unavailable(final SQLException e) {
        suspect = true;
        return new StoreUnavailable("the agent's database does not answer: " + rootMessage(e), e);
    }

    private static String rootMessage(final Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
