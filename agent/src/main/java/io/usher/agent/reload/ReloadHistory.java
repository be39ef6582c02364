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
import java.util.ArrayList;
import java.util.Collections;
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
    private static final String OURS = "SELECT * FROM reload WHERE node = ?";
    private final Database database;

    ReloadHistory(final Database database) {
        this.database = database;
    }

    /** Writes one as it is now. */
    void save(final Reload r, final ReloadTraces traces) {
        try {
            database.merge("reload", Database.columns("id", r.id()), Database.columns("state", r.state().json(), "asked_for",
                    r.when(), "due", r.due(), "deadline", r.deadline(), "forced", r.force(), "reason", r.reason(), "asked_by",
                    r.by(), "asked", r.asked(), "started", r.started(), "finished", r.finished(), "from_number", r.from(),
                    "to_number", r.to(), "snapshot", r.configurationHash(), "changes", json(r.changes()), "message",
                    cut(r.message()), "blocking", json(r.blocking()), "cut", json(r.cut()), "joined_to", r.joinedTo(),
                    "to_generation", traces.toGeneration(), "regained_before", traces.regainedBefore(), "node", database.node()));
        } catch (final StoreUnavailable e) {
            LOG.warn("reload {} ({}) is not recorded: {}", r.id(), r.state().json(), e.getMessage());
        }
    }

    Optional<Reload> find(final String id) {
        return database.queryOne("SELECT * FROM reload WHERE id = ?", ReloadHistory::row, id);
    }

    /** Newest first. */
    List<Reload> list(final ReloadFilter filter) {
        final StringBuilder sql = new StringBuilder(OURS);
        final List<Object> parameters = new ArrayList<>(List.of(database.node()));
        filter.before().ifPresent(id -> {
            sql.append(" AND id < ?");
            parameters.add(id);
        });
        if (!filter.states().isEmpty()) {
            sql.append(" AND state IN (").append(String.join(", ", Collections.nCopies(filter.states().size(), "?"))).append(')');
            filter.states().forEach(state -> parameters.add(state.json()));
        }
        parameters.add(filter.limit());
        return database.query(sql.append(" ORDER BY id DESC LIMIT ?").toString(), ReloadHistory::row, parameters.toArray());
    }

    /** Those that were not over when this was last written, oldest first. */
    List<OpenReload> open() {
        return database.query(OURS + " AND state IN ('scheduled', 'waiting', 'starting', 'handing-over') ORDER BY id", this::open,
                database.node());
    }

    /** The one that started this generation. */
    Optional<OpenReload> thatStarted(final long generation) {
        return database.queryOne("SELECT * FROM reload WHERE to_generation = ? AND to_generation > 0", this::open, generation);
    }

    /** The latest one of this agent that succeeded, unless a later one came as far and did not. */
    Optional<OpenReload> latestThatServed() {
        return database.queryOne(OURS + " AND state IN ('succeeded', 'rolled-back') ORDER BY finished DESC, id DESC LIMIT 1",
                this::open, database.node()).filter(reload -> reload.now().state() == ReloadState.SUCCEEDED);
    }

    private OpenReload open(final ResultSet row) throws SQLException {
        return new OpenReload(this, row(row), new ReloadTraces(row.getLong("to_generation"), row.getLong("regained_before")));
    }

    private static Reload row(final ResultSet row) throws SQLException {
        return new Reload(row.getString("id"), ReloadState.of(row.getString("state")), row.getString("asked_for"),
                Database.instant(row, "due"), Database.instant(row, "deadline"), row.getBoolean("forced"),
                row.getString("reason"), row.getString("asked_by"), Database.instant(row, "asked").orElseThrow(),
                Database.instant(row, "started"), Database.instant(row, "finished"), Database.integer(row, "from_number"),
                Database.integer(row, "to_number"), Optional.ofNullable(row.getString("snapshot")),
                list(row.getString("changes"), new TypeReference<List<FileChange>>() { }),
                row.getString("message"), blocking(row.getString("blocking")), blocking(row.getString("cut")),
                Optional.ofNullable(row.getString("joined_to")));
    }

    private static String json(final List<?> list) {
        try {
            return JSON.writeValueAsString(list);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("a list of a reload cannot be written as JSON", e);
        }
    }

    private static List<Blocking> blocking(final String json) throws SQLException {
        return list(json, new TypeReference<List<Blocking>>() { });
    }

    private static <T> List<T> list(final String json, final TypeReference<List<T>> type) throws SQLException {
        try {
            return JSON.readValue(json, type);
        } catch (final JsonProcessingException e) {
            throw new SQLException("column of reload holds no list: " + e.getOriginalMessage(), e);
        }
    }

    private static String cut(final String message) {
        return message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
    }
}
