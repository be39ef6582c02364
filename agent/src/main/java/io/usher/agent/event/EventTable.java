package io.usher.agent.event;

import io.usher.agent.store.Database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The stored events of this agent; where several share a database, each sees its own. Any thread; blocks. */
final class EventTable {
    private static final String COLUMNS = "SELECT id, at, type, subject, message, detail FROM event WHERE node = ?";
    private final Database database;

    EventTable(final Database database) {
        this.database = database;
    }

    /** Writes all or none. */
    void insert(final List<Event> events) {
        final List<Object[]> rows = new ArrayList<>(events.size());
        for (final Event event : events) {
            rows.add(new Object[] {database.node(), event.id(), event.time(), event.type().word(), event.subject(),
                event.message(), event.detail()});
        }
        database.insertAll("INSERT INTO event (node, id, at, type, subject, message, detail) VALUES (?, ?, ?, ?, ?, ?, ?)", rows);
    }

    /** Ids from this one on. */
    List<Long> idsFrom(final long id) {
        return database.query("SELECT id FROM event WHERE node = ? AND id >= ?", row -> row.getLong(1), database.node(), id);
    }

    OptionalLong lastId() {
        final List<Long> last = database.query("SELECT id FROM event WHERE node = ? ORDER BY id DESC LIMIT 1",
                row -> row.getLong(1), database.node());
        return last.stream().mapToLong(Long::longValue).findFirst();
    }

    boolean holds(final long id) {
        return database.queryOne("SELECT id FROM event WHERE node = ? AND id = ?", row -> row.getLong(1), database.node(), id)
                .isPresent();
    }

    /**
     * Some rows, in the order they were asked for.
     *
     * @param events those of types that are known
     * @param last   id of the last row; that from which was asked where there is none
     * @param more   whether there may be more rows
     */
    record Rows(List<Event> events, long last, boolean more) {
    }

    /** In order of their ids. */
    Rows after(final EventFilter filter, final long id, final int limit) {
        return rows(filter, " AND id > ?", " ORDER BY id LIMIT ?", id, limit);
    }

    /** The newest first. */
    Rows newest(final EventFilter filter, final int limit) {
        return rows(filter, " AND id < ?", " ORDER BY id DESC LIMIT ?", Long.MAX_VALUE, limit);
    }

    private Rows rows(final EventFilter filter, final String where, final String order, final long id, final int limit) {
        final long[] last = {id};
        final List<Object> parameters = new ArrayList<>(List.of(database.node(), id));
        parameters.addAll(filter.parameters());
        parameters.add(limit);
        final List<Optional<Event>> rows = database.query(COLUMNS + where + filter.sql() + order, row -> {
            last[0] = row.getLong("id");
            return read(row);
        }, parameters.toArray());
        return new Rows(known(rows), last[0], rows.size() == limit);
    }

    /** The newest one of a type for each of its subjects. */
    List<Event> latestOf(final EventType type) {
        return known(database.query(COLUMNS
                + " AND id IN (SELECT MAX(id) FROM event WHERE node = ? AND type = ? GROUP BY subject)",
                EventTable::read, database.node(), database.node(), type.word()));
    }

    /** Rows whose type only another version of the agent knows are left out. */
    private static List<Event> known(final List<Optional<Event>> rows) {
        return rows.stream().flatMap(Optional::stream).toList();
    }

    private static Optional<Event> read(final ResultSet row) throws SQLException {
        final Optional<EventType> type = EventType.of(row.getString("type"));
        return type.isEmpty() ? Optional.empty() : Optional.of(new Event(row.getLong("id"),
                Database.instant(row, "at").orElseThrow(), type.get(), row.getString("subject"), row.getString("message"),
                row.getString("detail")));
    }
}
