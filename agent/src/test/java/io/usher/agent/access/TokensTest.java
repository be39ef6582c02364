package io.usher.agent.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import io.usher.agent.store.AuditLog;
import io.usher.agent.store.Database;
import io.usher.agent.store.TimeOrderedIds;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
    private static final Requester ANNA = new Requester("anna");
    @TempDir
    Path folder;
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private Database database;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(folder);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Tokens tokens() {
        return new Tokens(database, new AuditLog(database, () -> now), new TimeOrderedIds(() -> now, new Random(1)), () -> now);
    }

    @Test
    void knowsATokenByItsSecretAndKeepsNoSecret() throws Exception {
        final TokenService.Created made = tokens().create("ci", Role.OPERATOR, Optional.empty(), ANNA);
        assertTrue(made.secret().matches("usher_[A-Za-z0-9_-]{43}"), made::secret);
        assertEquals(Optional.of(made.token()), tokens().find(made.secret()));
        assertEquals(Optional.empty(), tokens().find(made.secret() + "x"));
        assertFalse(made.toString().contains(made.secret()));
        database.close();
        final String file = new String(Files.readAllBytes(folder.resolve("usher.mv.db")), StandardCharsets.ISO_8859_1);
        assertFalse(file.contains(made.secret().substring(6)));
        open();
    }

    @Test
    void forgetsARevokedAndAnExpiredOne() {
        final Tokens tokens = tokens();
        final TokenService.Created revoked = tokens.create("a", Role.READ, Optional.empty(), ANNA);
        final TokenService.Created expiring = tokens.create("b", Role.READ, Optional.of(now.plusSeconds(60)), ANNA);
        assertTrue(tokens.find(revoked.secret()).isPresent() && tokens.find(expiring.secret()).isPresent());
        tokens.revoke(revoked.token().id(), ANNA);
        assertEquals(Optional.empty(), tokens.find(revoked.secret()));
        now = now.plusSeconds(60);
        assertEquals(Optional.empty(), tokens.find(expiring.secret()));
        assertEquals(2, tokens.list().size());
        assertThrows(NotFound.class, () -> tokens.revoke("none", ANNA));
    }

    @Test
    void seesWhatAnotherAgentRevokesAMomentLater() {
        final Tokens here = tokens();
        final TokenService.Created made = here.create("a", Role.READ, Optional.empty(), ANNA);
        assertTrue(here.find(made.secret()).isPresent());
        tokens().revoke(made.token().id(), ANNA);
        now = now.plus(Duration.ofSeconds(3));
        assertEquals(Optional.empty(), here.find(made.secret()));
    }

    @Test
    void letsThoseInThatItKnewWhenTheDatabaseFails() throws Exception {
        final Tokens tokens = tokens();
        final TokenService.Created made = tokens.create("a", Role.READ, Optional.empty(), ANNA);
        assertTrue(tokens.find(made.secret()).isPresent());
        database.close();
        now = now.plusSeconds(60);
        assertTrue(tokens.find(made.secret()).isPresent());
    }

    @Test
    void refusesNamesThatAreNoneAndTimesThatAreOver() {
        for (final String name : new String[] {"", " ", "a\nb", "x".repeat(101)}) {
            assertEquals("name",
                    assertThrows(Invalid.class, () -> tokens().create(name, Role.READ, Optional.empty(), ANNA)).field());
        }
        assertEquals("expires",
                assertThrows(Invalid.class, () -> tokens().create("a", Role.READ, Optional.of(now), ANNA)).field());
    }
}
