package io.usher.agent.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes out of the database what was over so long ago that nobody needs it. The observer's thread. */
public final class Retention {
    /** What is deleted in one statement: others wait for no more than that. */
    private static final int BATCH = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    /** One row per table that grows: its key, and what is old, with the time as its only parameter. */
    private static final List<Rule> RULES = List.of(
            new Rule("audit", "id", "at < ?"),
            // an id of one agent may be another's, too, but then both are of the same millisecond
            new Rule("event", "id", "at < ?"),
            new Rule("reload_key", "reload", "made < ?"), // before its reload, which must not be made anew for it
            new Rule("reload", "id", "finished < ?"),
            // the latest ones say which snapshots are kept, what served last, and the highest number
            new Rule("generation", "id", "ended < ? AND (SELECT COUNT(*) FROM generation later WHERE later.node = generation.node"
                    + " AND later.id > generation.id) >= 50"),
            new Rule("imposed", "generation", "CAST(? AS TIMESTAMP WITH TIME ZONE) IS NOT NULL AND generation NOT IN"
                    + " (SELECT id FROM generation)"),
            new Rule("firing", "id", "COALESCE(finished, due) < ?"),
            new Rule("schedule", "id", "finished < ?"),
            new Rule("configuration_version", "id", "at < ? AND (SELECT COUNT(*) FROM configuration_version later WHERE"
                    + " later.node = configuration_version.node AND later.id > configuration_version.id) >= 50"),
            new Rule("configuration_version_file", "version", "CAST(? AS TIMESTAMP WITH TIME ZONE) IS NOT NULL AND version NOT IN"
                    + " (SELECT id FROM configuration_version)"),
            new Rule("configuration_content", "hash", "CAST(? AS TIMESTAMP WITH TIME ZONE) IS NOT NULL AND hash NOT IN"
                    + " (SELECT hash FROM configuration_version_file)"),
            new Rule("token", "id", "COALESCE(revoked, expires) < ?"));

    private final Database database;
    private final Duration keep;
    private final InstantSource clock;

    /** @param keep how long what is over stays */
    public Retention(final Database database, final Duration keep, final InstantSource clock) {
        this.database = database;
        this.keep = keep;
        this.clock = clock;
    }

    private record Rule(String table, String key, String old) {
        String statement() {
            return "DELETE FROM " + table + " WHERE " + key + " IN (SELECT " + key + " FROM " + table + " WHERE " + old
                    + " LIMIT " + BATCH + ")";
        }
    }

    /** Deletes all of it; the number of rows. */
    public int run() {
        final Instant limit = clock.instant().minus(keep);
        int all = 0;
        for (final Rule rule : RULES) {
            int deleted;
            do {
                deleted = database.update(rule.statement(), limit);
                all += deleted;
            } while (deleted == BATCH);
        }
        if (all > 0) {
            LOG.info("{} rows older than {} days left the database", all, keep.toDays());
        }
        return all;
    }
}
