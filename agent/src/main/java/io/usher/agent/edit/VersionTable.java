package io.usher.agent.edit;

import io.usher.agent.configuration.Digests;
import io.usher.agent.request.NotFound;
import io.usher.agent.store.Database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All versions of this agent's configuration. A version's row comes first, then its files, then their contents, so that
 * retention never takes for left over what is only about to be used. Any thread.
 */
final class VersionTable {
    private static final String OURS = "SELECT * FROM configuration_version WHERE node = ? AND EXISTS (SELECT 1 FROM"
            + " configuration_version_file f WHERE f.version = configuration_version.id)";
    private static final int MAX_COMMENT = 2000;
    private final Database database;

    VersionTable(final Database database) {
        this.database = database;
    }

    /**
     * One version.
     *
     * @param files name to SHA-256, in order
     */
    record Version(long number, Instant at, String author, String comment, Optional<Long> restores, String applied,
                   Optional<String> reload, Map<String, String> files) {
    }

    /**
     * Keeps one.
     *
     * @param contents by name, in order
     * @return its number
     */
    long add(final Instant at, final String author, final String comment, final Optional<Long> restores, final Apply applied,
             final Optional<String> reload, final Map<String, byte[]> contents) {
        final long number = database.insert("INSERT INTO configuration_version (node, at, author, remark, restores, applied,"
                + " reload)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)", database.node(), at, author, cut(comment), restores, applied.json(), reload);
        final List<Object[]> rows = new ArrayList<>();
        contents.forEach((name, content) -> rows.add(new Object[] {number, rows.size() + 1, name, Digests.hex(content)}));
        database.insertAll("INSERT INTO configuration_version_file (version, place, name, hash) VALUES (?, ?, ?, ?)", rows);
        contents.values().forEach(content -> database.merge("configuration_content", Database.columns("hash",
                Digests.hex(content)),
                Database.columns("content", Base64.getEncoder().encodeToString(content))));
        return number;
    }

    private static String cut(final String text) {
        return text.length() > MAX_COMMENT ? text.substring(0, MAX_COMMENT) : text;
    }

    Optional<Version> latest() {
        return page(1, Optional.empty()).stream().findFirst();
    }

    /** Newest first. */
    List<Version> page(final int limit, final Optional<Long> before) {
        return database.query(OURS + " AND id < ? ORDER BY id DESC LIMIT ?", this::version, database.node(),
                before.orElse(Long.MAX_VALUE), limit);
    }

    Version get(final long number) {
        return database.queryOne(OURS + " AND id = ?", this::version, database.node(), number)
                .orElseThrow(() -> new NotFound("there is no version " + number + " of the configuration"));
    }

    Optional<Version> before(final long number) {
        return page(1, Optional.of(number)).stream().findFirst();
    }

    byte[] content(final String hash) {
        return database.queryOne("SELECT content FROM configuration_content WHERE hash = ?",
                row -> Base64.getDecoder().decode(row.getString(1)), hash)
                .orElseThrow(() -> new NotFound("the content with SHA-256 " + hash
                + " was not kept: the agent died while it wrote it down"));
    }

    private Version version(final ResultSet row) throws SQLException {
        final long number = row.getLong("id");
        final long restores = row.getLong("restores");
        final Optional<Long> restored = row.wasNull() ? Optional.empty() : Optional.of(restores);
        return new Version(number, Database.instant(row, "at").orElseThrow(), row.getString("author"), row.getString("remark"),
                restored,
                row.getString("applied"), Optional.ofNullable(row.getString("reload")), files(number));
    }

    private Map<String, String> files(final long number) {
        final Map<String, String> files = new LinkedHashMap<>();
        database.query("SELECT name, hash FROM configuration_version_file WHERE version = ? ORDER BY place",
                row -> new String[] {row.getString(1), row.getString(2)}, number).forEach(row -> files.put(row[0], row[1]));
        return files;
    }
}
