package io.usher.agent.generation;

import io.usher.agent.configuration.Snapshot;
import io.usher.agent.store.Database;
import io.usher.agent.store.StoreUnavailable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is remembered of generations: for adoption, for restarts from the right snapshot, for people. Writing never fails a
 * caller: supervision goes on without a database. Any thread.
 */
public final class GenerationRecords {
    private static final Logger LOG = LoggerFactory.getLogger(GenerationRecords.class);
    private static final int MAX_TEXT = 2000;
    private final Database database;

    public GenerationRecords(final Database database) {
        this.database = database;
    }

    /**
     * One row.
     *
     * @param id       key
     * @param number   the proxy's number
     * @param pid      its process
     * @param socket   path of its socket
     * @param snapshot hash of what it runs; empty if unknown
     * @param served   when it came to serve
     * @param howEnded empty while it lives
     */
    record Row(long id, int number, long pid, String socket, String snapshot, String version, Optional<Integer> predecessor,
               Instant started, Optional<Instant> served, Optional<Instant> ended, String howEnded) {
    }

    void started(final Generation generation, final Instant served) {
        try {
            generation.record(database.insert("INSERT INTO generation (number, pid, socket, snapshot, version, predecessor,"
                    + " started, served, node) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", generation.number(),
                    generation.process().pid(), generation.client().path().toString(),
                    generation.snapshot().map(s -> s.hash()).orElse(""),
                    generation.version(), generation.predecessor(), generation.started(), served,
                    database.node()));
        } catch (final StoreUnavailable e) {
            LOG.warn("{} is not recorded: {}", generation, e.getMessage());
        }
    }

    /** Its configuration was exchanged while it runs. */
    void runs(final Generation generation, final Snapshot now) {
        try {
            database.update("UPDATE generation SET snapshot = ? WHERE id = ?", now.hash(), generation.record());
        } catch (final StoreUnavailable e) {
            LOG.warn("what {} runs now is not recorded: {}", generation, e.getMessage());
        }
    }

    void ended(final long id, final Instant at, final String how) {
        try {
            database.update("UPDATE generation SET ended = ?, how_ended = ? WHERE id = ? AND ended IS NULL", at,
                    how.length() > MAX_TEXT ? how.substring(0, MAX_TEXT) : how, id);
        } catch (final StoreUnavailable e) {
            LOG.warn("the end of a generation is not recorded: {}", e.getMessage());
        }
    }

    /** Those not known to have ended, newest first. */
    List<Row> open() {
        return read("AND ended IS NULL ORDER BY id DESC");
    }

    /** The latest, ended ones too, newest first. */
    List<Row> latest(final int limit) {
        return read("ORDER BY id DESC LIMIT " + limit);
    }

    Optional<Row> newest(final int number) {
        return read("AND number = " + number + " ORDER BY id DESC LIMIT 1").stream().findFirst();
    }

    /** The hash of the configuration that served last. */
    Optional<String> lastServed() {
        return read("AND served IS NOT NULL AND snapshot <> '' ORDER BY id DESC LIMIT 1").stream()
                .findFirst().map(Row::snapshot);
    }

    /** Highest number seen; 0 if none. */
    int highestNumber() {
        return read("ORDER BY number DESC LIMIT 1").stream().findFirst().map(Row::number).orElse(0);
    }

    /** Hashes that may still be needed: those of the latest 50. */
    Set<String> neededSnapshots() {
        final Set<String> hashes = new HashSet<>();
        latest(50).forEach(row -> hashes.add(row.snapshot()));
        return hashes;
    }

    /** Of this agent's own generations only. */
    private List<Row> read(final String furtherSql) {
        try {
            return database.query("SELECT * FROM generation WHERE node = ? " + furtherSql, GenerationRecords::row,
                    database.node());
        } catch (final StoreUnavailable e) {
            LOG.warn("records of generations cannot be read: {}", e.getMessage());
            return List.of();
        }
    }

    private static Row row(final ResultSet row) throws SQLException {
        return new Row(row.getLong("id"), row.getInt("number"), row.getLong("pid"), row.getString("socket"),
                row.getString("snapshot"), row.getString("version"), Database.integer(row, "predecessor"),
                Database.instant(row, "started").orElseThrow(), Database.instant(row, "served"), Database.instant(row, "ended"),
                Optional.ofNullable(row.getString("how_ended")).orElse(""));
    }
}
