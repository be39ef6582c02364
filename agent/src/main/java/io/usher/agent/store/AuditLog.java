package io.usher.agent.store;

import io.usher.agent.control.AuditService;
import io.usher.agent.request.Requester;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Who did what, for as long as {@link Retention} says. What is asked for by the API is noted by the API, with how it ended;
 * all else by whoever does it. Any thread.
 */
public final class AuditLog implements AuditService {
    private static final int MAX_TEXT = 2000;
    private static final int MAX_TARGET = 1100;
    private static final int MAX_NAME = 200;
    private final Database database;
    private final InstantSource clock;

    public AuditLog(final Database database, final InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * One thing that was done, or refused.
     *
     * @param id      grows with time
     * @param at      when
     * @param by      by whom
     * @param from    from where; empty = not by the API
     * @param role    with which role; empty = not by the API
     * @param action  a short verb: {@code server}, {@code schedule}, {@code stop}; by the API the method
     * @param target  what it was done to; by the API the path
     * @param detail  what was done; by the API the body where that holds no secret
     * @param outcome {@code done}, or the API's status and why it refused
     * @param node    the agent, where several share a database
     */
    public record Entry(long id, Instant at, String by, String from, String role, String action, String target, String detail,
                        String outcome, String node) {
    }

    /** Notes what is done; nothing where the API has asked for it and notes it itself. */
    public void write(final Requester by, final String action, final String target, final String detail) {
        if (by.from().isEmpty()) {
            note(by, "", action, target, detail, "done");
        }
    }

    @Override
    public void note(final Requester by, final String role, final String action, final String target, final String detail,
                     final String outcome) {
        database.update("INSERT INTO audit (at, done_by, done_from, role, action, target, detail, outcome, node)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", clock.instant(), cut(by.name(), MAX_NAME), cut(by.from(), MAX_NAME),
                role, action, cut(target, MAX_TARGET), cut(detail, MAX_TEXT), cut(outcome, MAX_TEXT), database.node());
    }

    /** Newest first. */
    public List<Entry> latest(final int limit) {
        return page(limit, Optional.empty());
    }

    /** Of all agents that share the database. */
    @Override
    public List<Entry> page(final int limit, final Optional<Long> before) {
        return database.query("SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?",
                row -> new Entry(row.getLong("id"), Database.instant(row, "at").orElseThrow(), row.getString("done_by"),
                        row.getString("done_from"), row.getString("role"), row.getString("action"), row.getString("target"),
                        row.getString("detail"), row.getString("outcome"), row.getString("node")),
                before.orElse(Long.MAX_VALUE), limit);
    }

    private static String cut(final String text, final int most) {
        return text.length() > most ? text.substring(0, most) : text;
    }
}
