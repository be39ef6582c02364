package io.usher.agent.reload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.usher.agent.store.Database;
import io.usher.agent.store.StoreUnavailable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All reloads, for good. The gate works without a database too: writing never fails a caller, reading does. Any thread. */
final class ReloadHistory {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadHistory.class);
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private static final int MAX_MESSAGE = 100_000;
    private final Database database;

    ReloadHistory(final Database database) {
        this.database = database;
    }

    /** Writes one as it is now; {@code toGeneration} is the key of the generation it started, 0 if none. */
    void save(final Reload r, final long toGeneration) {
        try {
            database.merge("reload", Database.columns("id", r.id()), Database.columns("state", r.state().json(), "asked_for",
                    r.when(), "due", r.due(), "forced", r.force(), "reason", r.reason(), "asked_by", r.by(), "asked", r.asked(),
                    "started", r.started(), "finished", r.finished(), "from_number", r.from(), "to_number", r.to(), "snapshot",
                    r.configurationHash(), "message", cut(r.message()), "blocking", json(r.blocking()), "cut", json(r.cut()),
                    "joined_to", r.joinedTo(), "to_generation", toGeneration, "node", database.node()));
        } catch (final StoreUnavailable e) {
            LOG.warn("reload {} ({}) is not recorded: {}", r.id(), r.state().json(), e.getMessage());
        }
    }

    Optional<Reload> find(final String id) {
        return database.queryOne("SELECT * FROM reload WHERE id = ?", ReloadHistory::row, id);
    }

    List<Reload> latest(final int limit) {
        return database.query("SELECT * FROM reload WHERE node = ? ORDER BY id DESC LIMIT ?", ReloadHistory::row, database.node(), limit);
    }

    /** Those that were not over when this was last written, oldest first. */
    List<Reload> open() {
        return database.query("SELECT * FROM reload WHERE node = ? AND state IN ('scheduled', 'waiting', 'starting',"
                + " 'handing-over') ORDER BY id", ReloadHistory::row, database.node());
    }

    /** The one that started this generation. */
    Optional<Reload> thatStarted(final long generation) {
        return database.queryOne("SELECT * FROM reload WHERE to_generation = ? AND to_generation > 0", ReloadHistory::row,
                generation);
    }

    private static Reload row(final ResultSet row) throws SQLException {
        return new Reload(row.getString("id"), ReloadState.of(row.getString("state")), row.getString("asked_for"),
                Database.instant(row, "due"), row.getBoolean("forced"), row.getString("reason"), row.getString("asked_by"),
                Database.instant(row, "asked").orElseThrow(), Database.instant(row, "started"),
                Database.instant(row, "finished"), Database.integer(row, "from_number"), Database.integer(row, "to_number"),
                Optional.ofNullable(row.getString("snapshot")), row.getString("message"), blocking(row.getString("blocking")),
                blocking(row.getString("cut")), Optional.ofNullable(row.getString("joined_to")));
    }

    private static String json(final List<Blocking> blocking) {
        try {
            return JSON.writeValueAsString(blocking);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("what blocks cannot be written as JSON", e);
        }
    }

    private static List<Blocking> blocking(final String json) throws SQLException {
        try {
            return JSON.readValue(json, new TypeReference<List<Blocking>>() { });
        } catch (final JsonProcessingException e) {
            throw new SQLException("column of reload holds no list: " + e.getOriginalMessage(), e);
        }
    }

    private static String cut(final String message) {
        return message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
    }
}
