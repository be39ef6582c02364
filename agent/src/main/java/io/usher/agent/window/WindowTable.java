package io.usher.agent.window;

import io.usher.agent.store.Database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All windows; agents that share a database share them. Any thread. */
final class WindowTable {
    private final Database database;

    WindowTable(final Database database) {
        this.database = database;
    }

    void save(final WindowRow w) {
        database.merge("maintenance_window", Database.columns("id", w.id()), Database.columns("name", w.name(), "cron", w.cron(),
                "lasts_seconds", w.lasts().toSeconds(), "time_zone", w.timeZone(), "created", w.created(), "created_by", w.by()));
    }

    Optional<WindowRow> find(final String id) {
        return database.queryOne("SELECT * FROM maintenance_window WHERE id = ?", WindowTable::row, id);
    }

    /** Oldest first. */
    List<WindowRow> all() {
        return database.query("SELECT * FROM maintenance_window ORDER BY id", WindowTable::row);
    }

    void delete(final String id) {
        database.update("DELETE FROM maintenance_window WHERE id = ?", id);
    }

    private static WindowRow row(final ResultSet row) throws SQLException {
        return new WindowRow(row.getString("id"), row.getString("name"), row.getString("cron"),
                Duration.ofSeconds(row.getLong("lasts_seconds")), row.getString("time_zone"),
                Database.instant(row, "created").orElseThrow(), row.getString("created_by"));
    }
}
