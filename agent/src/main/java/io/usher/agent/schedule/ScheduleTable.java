package io.usher.agent.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.usher.agent.store.Database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All schedules as they were asked for; when they fire is kept by Quartz beside it. Any thread. */
final class ScheduleTable {
    private static final int MAX_RESULT = 2000;
    private final Database database;

    ScheduleTable(final Database database) {
        this.database = database;
    }

    void insert(final ScheduleRow s) {
        database.update("INSERT INTO schedule (id, name, cron, at, time_zone, misfire, only_node, action, parameters, created,"
                + " created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", s.id(), s.name(), s.cron(), s.at(), s.timeZone(),
                s.misfire().word(), s.node(), s.action().type(), ActionJson.text(s.action()), s.created(), s.by());
    }

    void fired(final String id, final Instant at, final String result) {
        database.update("UPDATE schedule SET last_fired = ?, last_result = ? WHERE id = ?", at, cut(result), id);
    }

    /** How the last firing went on. */
    void result(final String id, final String result) {
        database.update("UPDATE schedule SET last_result = ? WHERE id = ?", cut(result), id);
    }

    void pause(final String id, final Optional<Instant> since) {
        database.update("UPDATE schedule SET paused = ? WHERE id = ?", since, id);
    }

    void finish(final String id, final Instant at) {
        database.update("UPDATE schedule SET finished = ? WHERE id = ? AND finished IS NULL", at, id);
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

    /** Oldest first, without those that are finished. */
    List<ScheduleRow> open() {
        return database.query("SELECT * FROM schedule WHERE finished IS NULL ORDER BY id", ScheduleTable::row);
    }

    private static String cut(final String result) {
        return result.length() > MAX_RESULT ? result.substring(0, MAX_RESULT) : result;
    }

    private static ScheduleRow row(final ResultSet row) throws SQLException {
        final ScheduleAction action;
        try {
            action = ActionJson.read(row.getString("action"), row.getString("parameters"));
        } catch (final JsonProcessingException e) {
            throw new SQLException("column parameters of schedule " + row.getString("id") + " holds no action: "
                    + e.getOriginalMessage(), e);
        }
        return new ScheduleRow(row.getString("id"), row.getString("name"), Optional.ofNullable(row.getString("cron")),
                Database.instant(row, "at"), row.getString("time_zone"), Misfire.of(row.getString("misfire")).orElse(Misfire.RUN),
                Optional.ofNullable(row.getString("only_node")), action, row.getString("created_by"),
                Database.instant(row, "created").orElseThrow(), Database.instant(row, "paused"),
                Database.instant(row, "finished"),
                Database.instant(row, "last_fired"), Optional.ofNullable(row.getString("last_result")));
    }
}
