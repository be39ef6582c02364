package io.usher.agent.store;

import io.usher.agent.request.Requester;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Who did what, for good. Any thread. */
public final class AuditLog {
    private static final int MAX_DETAIL = 2000;
    private final Database database;
    private final InstantSource clock;

    public AuditLog(final Database database, final InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * One thing that was done.
     *
     * @param at     when
     * @param by     by whom
     * @param action a short verb: {@code reload}, {@code server}, {@code schedule}, {@code stop}
     * @param target what it was done to
     * @param detail what was done
     */
    public record Entry(Instant at, String by, String action, String target, String detail) {
    }

    public void write(final Requester by, final String action, final String target, final String detail) {
        database.update("INSERT INTO audit (at, done_by, action, target, detail) VALUES (?, ?, ?, ?, ?)", clock.instant(),
                by.name(), action, target, detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail);
    }

    /** Newest first. */
    public List<Entry> latest(final int limit) {
        return database.query("SELECT * FROM audit ORDER BY id DESC LIMIT ?",
                row -> new Entry(Database.instant(row, "at").orElseThrow(), row.getString("done_by"), row.getString("action"),
                        row.getString("target"), row.getString("detail")), limit);
    }
}
