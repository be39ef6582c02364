package io.usher.agent.access;

import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import io.usher.agent.store.AuditLog;
import io.usher.agent.store.Database;
import io.usher.agent.store.StoreUnavailable;
import io.usher.agent.store.TimeOrderedIds;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens in the database. A secret is 256 random bits, so its SHA-256 is stored and nothing slower: slow and salted hashes
 * protect what people choose, and these cannot be guessed. Secrets are looked up by that hash, so that the time of a look-up
 * tells nothing about them.
 */
public final class Tokens implements TokenService {
    /** What a secret begins with, so that scanners of repositories and logs know one. */
    public static final String PREFIX = "usher_";
    private static final int SECRET_BYTES = 32;
    private static final int LONGEST_NAME = 100;
    /** Another agent may have made or revoked one. */
    private static final Duration KNOWN_FOR = Duration.ofSeconds(2);

    private final Database database;
    private final AuditLog audit;
    private final TimeOrderedIds ids;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private Map<String, Token> byHash = Map.of(); // guarded by this
    private Instant read = Instant.MIN; // guarded by this

    public Tokens(final Database database, final AuditLog audit, final TimeOrderedIds ids, final InstantSource clock) {
        this.database = database;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public void judge(final String name, final Optional<Instant> expires) {
        if (name.isBlank() || name.length() > LONGEST_NAME || !name.chars().allMatch(c -> c >= ' ' && c != 127)) {
            throw new Invalid("name", "name: '" + name.replaceAll("\\p{Cntrl}", "?") + "' (expected: 1 to " + LONGEST_NAME
                    + " characters, none of them a control character)");
        }
        if (expires.isPresent() && !expires.get().isAfter(clock.instant())) {
            throw new Invalid("expires", "expires: " + expires.get() + " is over (expected: a time to come)");
        }
    }

    @Override
    public Created create(final String name, final Role role, final Optional<Instant> expires, final Requester by) {
        judge(name, expires);
        final byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        final String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        final Token token = new Token(ids.next(), name, role, clock.instant(), by.name(), expires, Optional.empty());
        database.update("INSERT INTO token (id, name, role, hash, created, created_by, expires) VALUES (?, ?, ?, ?, ?, ?, ?)",
                token.id(), token.name(), token.role().word(), hash(secret), token.created(), token.by(), token.expires());
        forgetWhatIsKnown();
        audit.write(by, "token", token.id(), "created: " + name + ", " + role);
        return new Created(token, secret);
    }

    @Override
    public List<Token> list() {
        return database.query("SELECT * FROM token ORDER BY id", Tokens::row);
    }

    @Override
    public Token revoke(final String id, final Requester by) {
        database.update("UPDATE token SET revoked = ? WHERE id = ? AND revoked IS NULL", clock.instant(), id);
        forgetWhatIsKnown();
        final Token token = get(id);
        audit.write(by, "token", id, "revoked: " + token.name());
        return token;
    }

    @Override
    public Token asRevoked(final String id) {
        return get(id).revokedAt(clock.instant());
    }

    private Token get(final String id) {
        return database.queryOne("SELECT * FROM token WHERE id = ?", Tokens::row, id)
                .orElseThrow(() -> new NotFound("there is no token '" + id + "' (expected: one of 'usher token list')"));
    }

    @Override
    public Optional<Token> find(final String secret) {
        final Instant now = clock.instant();
        return Optional.ofNullable(known(now).get(hash(secret))).filter(token -> token.good(now));
    }

    private synchronized void forgetWhatIsKnown() {
        read = Instant.MIN;
    }

    private synchronized Map<String, Token> known(final Instant now) {
        if (read.plus(KNOWN_FOR).isBefore(now) || read.isAfter(now)) {
            try {
                final Map<String, Token> all = new HashMap<>();
                database.query("SELECT * FROM token WHERE revoked IS NULL", row -> all.put(row.getString("hash"), row(row)));
                byHash = all;
            } catch (final StoreUnavailable e) {
                // whoever was let in a moment ago must be able to see what is wrong with the database
                org.slf4j.LoggerFactory.getLogger(Tokens.class).debug("tokens as last read count: {}", e.getMessage());
            }
            read = now;
        }
        return byHash;
    }

    private static String hash(final String secret) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }

    private static Token row(final ResultSet row) throws SQLException {
        final String word = row.getString("role");
        return new Token(row.getString("id"), row.getString("name"),
                Role.of(word).orElseThrow(() -> new SQLException("a token's role is '" + word + "'")),
                Database.instant(row, "created").orElseThrow(), row.getString("created_by"), Database.instant(row, "expires"),
                Database.instant(row, "revoked"));
    }
}
