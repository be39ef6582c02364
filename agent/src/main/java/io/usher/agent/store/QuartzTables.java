package io.usher.agent.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.quartz.Scheduler;

/**
 * Quartz's own tables, from the script for H2 that stands in its jar: what Quartz ships fits the Quartz that runs. Two things
 * are written anew: types that H2 2 no longer knows, and statements that must be repeatable.
 */
final class QuartzTables {
    private static final String SCRIPT = "/org/quartz/impl/jdbcjobstore/tables_h2.sql";

    private QuartzTables() {
    }

    /** The statements in order; each can be run again. */
    static List<String> statements() {
        final List<String> statements = new ArrayList<>();
        for (final String sql : text().replaceAll("(?m)^\\s*--.*$", "").split(";")) {
            if (!sql.isBlank() && !sql.strip().equalsIgnoreCase("COMMIT")) {
                statements.add(repeatable(sql.strip().replaceAll("(?i)\\bIMAGE\\b", "BINARY LARGE OBJECT")));
            }
        }
        return statements;
    }

    private static String repeatable(final String sql) {
        return sql.replaceFirst("(?i)^CREATE\\s+TABLE\\s+(?!IF\\b)", "CREATE TABLE IF NOT EXISTS ")
                .replaceFirst("(?i)\\bADD\\s+CONSTRAINT\\s+(?!IF\\b)", "ADD CONSTRAINT IF NOT EXISTS ");
    }

    private static String text() {
        try (InputStream in = Scheduler.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IllegalStateException(SCRIPT + " is missing from Quartz's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(SCRIPT, e);
        }
    }
}
