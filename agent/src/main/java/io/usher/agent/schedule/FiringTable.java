package io.usher.agent.schedule;

import io.usher.agent.store.Database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All firings, for as long as {@code Retention} says. A row is written before anything is done, and there is one for a schedule
 * and a time: so nothing is done twice. Any thread.
 */
final class FiringTable {
    private static final int MAX_RESULT = 4000;
    private final Database database;
    private final String node;

    /** @param node this agent */
    FiringTable(final Database database, final String node) {
        this.database = database;
        this.node = node;
    }

    /** @param now the owner lives now */
    void insert(final Firing f, final Instant now) {
        database.update("INSERT INTO firing (id, schedule_id, cause, done_by, due, started, finished, state, result, reload_id,"
                + " step, next_step, node, seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", f.id(), f.schedule(),
                f.cause().word(),
                f.by(), f.due(), f.started(), f.finished(), f.state().word(), cut(f.result()), f.reload(), f.step(), f.nextStep(),
                f.node(), now);
    }

    /**
     * Writes how it stands, as long as this agent still has it.
     *
     * @return false if another agent has taken it over, or it is gone
     */
    boolean save(final Firing f, final Instant now) {
        return database.update("UPDATE firing SET started = ?, finished = ?, state = ?, result = ?, reload_id = ?, step = ?,"
                + " next_step = ?, seen = ? WHERE id = ? AND node = ?", f.started(), f.finished(), f.state().word(),
                cut(f.result()),
                f.reload(), f.step(), f.nextStep(), now, f.id(), f.node()) > 0;
    }

    /**
     * Makes it this agent's to go on with, unless another one was quicker.
     *
     * @param was as it was read
     */
    boolean take(final Firing was, final Instant now) {
        return database.update("UPDATE firing SET node = ?, state = ?, started = COALESCE(started, ?), seen = ? WHERE id = ? AND"
                + " node = ? AND state = ?", node, FiringState.RUNNING.word(), now, now, was.id(), was.node(),
                was.state().word()) > 0;
    }

    Optional<Firing> find(final String schedule, final Instant due) {
        return database.queryOne("SELECT * FROM firing WHERE schedule_id = ? AND due = ?", FiringTable::row, schedule, due);
    }

    Optional<Firing> find(final String id) {
        return database.queryOne("SELECT * FROM firing WHERE id = ?", FiringTable::row, id);
    }

    /** The newest first. */
    List<Firing> latest(final String schedule, final int limit) {
        return database.query("SELECT * FROM firing WHERE schedule_id = ? ORDER BY id DESC LIMIT ?", FiringTable::row, schedule,
                limit);
    }

    /** Those of a schedule that are not over. */
    List<Firing> open(final String schedule) {
        return database.query("SELECT * FROM firing WHERE schedule_id = ? AND state IN ('due', 'running') ORDER BY id",
                FiringTable::row, schedule);
    }

    /** What this agent has to go on with, or to begin; a ramp of a schedule that is paused stands still. */
    List<Firing> mine() {
        return database.query("SELECT f.* FROM firing f JOIN schedule s ON s.id = f.schedule_id WHERE f.node = ? AND f.state IN"
                + " ('due', 'running') AND (s.paused IS NULL OR f.step IS NULL) ORDER BY f.id", FiringTable::row, node);
    }

    /** This agent lives. */
    void seen(final Instant now) {
        database.update("UPDATE firing SET seen = ? WHERE node = ? AND state = 'running'", now, node);
    }

    /** Ramps that any agent may do, of agents that have not been seen since. */
    List<Firing> abandoned(final Instant since) {
        return database.query("SELECT f.* FROM firing f JOIN schedule s ON s.id = f.schedule_id WHERE f.node <> ? AND f.state ="
                + " 'running' AND f.seen < ? AND f.step IS NOT NULL AND s.only_node IS NULL ORDER BY f.id", FiringTable::row,
                node, since);
    }

    /**
     * Makes it this agent's to go on with, unless it has been seen after all.
     *
     * @param was one of the abandoned
     */
    boolean takeAbandoned(final Firing was, final Instant since, final Instant now) {
        return database.update(
                "UPDATE firing SET node = ?, seen = ? WHERE id = ? AND node = ? AND state = 'running' AND seen < ?",
                node, now, was.id(), was.node(), since) > 0;
    }

    void deleteOf(final String schedule) {
        database.update("DELETE FROM firing WHERE schedule_id = ?", schedule);
    }

    private static String cut(final String result) {
        return result.length() > MAX_RESULT ? result.substring(0, MAX_RESULT) : result;
    }

    private static Firing row(final ResultSet row) throws SQLException {
        return new Firing(row.getString("id"), row.getString("schedule_id"), FiringCause.of(row.getString("cause")),
                row.getString("done_by"), Database.instant(row, "due").orElseThrow(), Database.instant(row, "started"),
                Database.instant(row, "finished"), FiringState.of(row.getString("state")), row.getString("result"),
                Optional.ofNullable(row.getString("reload_id")), Database.integer(row, "step"),
                Database.instant(row, "next_step"),
                row.getString("node"));
    }
}
