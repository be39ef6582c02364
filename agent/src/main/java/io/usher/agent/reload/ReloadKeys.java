package io.usher.agent.reload;

import io.usher.agent.request.Invalid;
import io.usher.agent.request.Requester;
import io.usher.agent.store.Database;
import io.usher.agent.store.TimeOrderedIds;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;

/**
 * The keys of requests ({@code Idempotency-Key}, after draft-ietf-httpapi-idempotency-key-header), each asker's own. A key is
 * written with its reload's id before the reload is, so an agent that dies between the two takes it on when asked again, and
 * only then. Any thread; one request with a key at a time.
 */
final class ReloadKeys {
    private static final int LONGEST = 255;
    private final Database database;
    private final InstantSource clock;

    ReloadKeys(final Database database, final InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A key with what it came with first. */
    private record Kept(String body, String reload) {
    }

    /**
     * Does what is asked for, unless the key did before.
     *
     * @param before what came of that reload, if it was taken on
     * @param anew   takes it on with this id
     */
    synchronized ReloadAnswer once(final String key, final ReloadRequest request, final Requester by, final TimeOrderedIds ids,
                                   final Function<String, Optional<ReloadAnswer>> before,
                                   final Function<String, ReloadAnswer> anew) {
        check(key);
        final String body = digest(request);
        final Optional<Kept> kept = find(key, by);
        if (kept.isPresent() && !kept.get().body().equals(body)) {
            throw new Invalid("Idempotency-Key", "Idempotency-Key: '" + key + "' came with another request before, of reload "
                    + kept.get().reload() + " (expected: the same request, or a key of its own)");
        }
        final String id = kept.map(Kept::reload).orElseGet(ids::next);
        final Optional<ReloadAnswer> known = kept.flatMap(k -> before.apply(id));
        if (known.isPresent()) {
            return known.get();
        }
        if (kept.isEmpty()) {
            database.update("INSERT INTO reload_key (node, asked_by, request_key, body, reload, made) VALUES (?, ?, ?, ?, ?, ?)",
                    database.node(), by.name(), key, body, id, clock.instant());
        }
        return remember(key, by, id, anew);
    }

    private ReloadAnswer remember(final String key, final Requester by, final String id,
                                  final Function<String, ReloadAnswer> anew) {
        try {
            final ReloadAnswer answer = anew.apply(id);
            if (!answer.reload().id().equals(id)) { // it joined one that waits
                database.update("UPDATE reload_key SET reload = ? WHERE node = ? AND asked_by = ? AND request_key = ?",
                        answer.reload().id(), database.node(), by.name(), key);
            }
            return answer;
        } catch (final Invalid e) {
            database.update("DELETE FROM reload_key WHERE node = ? AND asked_by = ? AND request_key = ?", database.node(),
                    by.name(), key);
            throw e;
        }
    }

    private Optional<Kept> find(final String key, final Requester by) {
        return database.queryOne("SELECT body, reload FROM reload_key WHERE node = ? AND asked_by = ? AND request_key = ?",
                row -> new Kept(row.getString("body"), row.getString("reload")), database.node(), by.name(), key);
    }

    private static void check(final String key) {
        if (key.isEmpty() || key.length() > LONGEST || !key.chars().allMatch(c -> c >= ' ' && c < 127)) {
            throw new Invalid("Idempotency-Key", "Idempotency-Key: " + key.length() + " characters (expected: 1 to " + LONGEST
                    + " printable ones)");
        }
    }

    /** Of what the request means: white space and the order of fields make no difference. */
    private static String digest(final ReloadRequest request) {
        try {
            final String meaning = String.join("\0", request.when(), String.valueOf(request.force()), request.reason(),
                    request.deadline().orElse(""));
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(meaning.getBytes(StandardCharsets.UTF_8)));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
