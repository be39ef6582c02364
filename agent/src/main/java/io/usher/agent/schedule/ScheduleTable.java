package io.usher.agent.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usher.agent.store.Database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All schedules as they were asked for; when they fire is kept by Quartz beside it. Any thread. */
final class ScheduleTable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_RESULT = 2000;
    private final Database database;

    ScheduleTable(final Database database) {
        this.database = database;
    }

    void insert(final ScheduleRow s) {
        final String parameters;
        try {
            parameters = JSON.writeValueAsString(s.action().parameters());
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("an action's parameters cannot be written as JSON", e);
        }
        database.update("INSERT INTO schedule (id, name, cron, at, time_zone, action, parameters, created, created_by)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", s.id(), s.name(), s.cron(), s.at(), s.timeZone(), s.action().type(),
                parameters, s.created(), s.by());
    }

    void fired(final String id, final Instant at, final String result) {
        database.update("UPDATE schedule SET last_fired = ?, last_result = ? WHERE id = ?", at,
                result.length() > MAX_RESULT ? result.substring(0, MAX_RESULT) : result, id);
    }

    /** @return true if it was there */
    boolean delete(final String id) {
        return database.update("DELETE FROM schedule WHERE id = ?", id) > 0;
    }

    Optional<ScheduleRow> find(final String id) {
        return database.queryOne("SELECT * FROM schedule WHERE id = ?", ScheduleTable::row, id);
    }

    /** Oldest first. */
    List<ScheduleRow> all() {
        return database.query("SELECT * FROM schedule ORDER BY id", ScheduleTable::row);
    }

    private static ScheduleRow row(final ResultSet row) throws SQLException {
        final Map<String, String> parameters;
        try {
            parameters = JSON.readValue(row.getString("parameters"), new TypeReference<Map<String, String>>() { });
        } catch (final JsonProcessingException e) {
            throw new SQLException("column parameters of schedule holds no JSON: " + e.getOriginalMessage(), e);
        }
        return new ScheduleRow(row.getString("id"), row.getString("name"), Optional.ofNullable(row.getString("cron")),
                Database.instant(row, "at"), row.getString("time_zone"), new ScheduleAction(row.getString("action"), parameters),
                row.getString("created_by"), Database.instant(row, "created").orElseThrow(), Database.instant(row, "last_fired"),
                Optional.ofNullable(row.getString("last_result")));
    }
}
