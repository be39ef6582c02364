package io.usher.agent.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.quartz.Scheduler;

/**
 * Quartz's own tables, from the script for the database in use that stands in its jar: what Quartz ships fits the Quartz that
 * runs. Written anew are types that H2 2 no longer knows, and statements that must be repeatable; left out is what would drop
 * tables, and transactions.
 */
final class QuartzTables {
    private static final String FOLDER = "/org/quartz/impl/jdbcjobstore/";

    private QuartzTables() {
    }

    /** The statements in order; each can be run again. */
    static List<String> statements(final Dialect dialect) {
        final List<String> statements = new ArrayList<>();
        for (final String sql : text(FOLDER + dialect.quartzScript()).replaceAll("(?m)^\\s*--.*$", "").split(";")) {
            if (!sql.isBlank() && !sql.strip().matches("(?is)COMMIT|BEGIN|DROP\\b.*")) {
                statements.add(repeatable(sql.strip().replaceAll("(?i)\\bIMAGE\\b", "BINARY LARGE OBJECT")));
            }
        }
        return statements;
    }

    private static String repeatable(final String sql) {
        return sql.replaceFirst("(?i)^CREATE\\s+TABLE\\s+(?!IF\\b)", "CREATE TABLE IF NOT EXISTS ")
                .replaceFirst("(?i)^CREATE\\s+INDEX\\s+(?!IF\\b)", "CREATE INDEX IF NOT EXISTS ")
                .replaceFirst("(?i)\\bADD\\s+CONSTRAINT\\s+(?!IF\\b)", "ADD CONSTRAINT IF NOT EXISTS ");
    }

    private static String text(final String script) {
        try (InputStream in = Scheduler.class.getResourceAsStream(script)) {
            if (in == null) {
                throw new IllegalStateException(script + " is missing from Quartz's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(script, e);
        }
    }
}
