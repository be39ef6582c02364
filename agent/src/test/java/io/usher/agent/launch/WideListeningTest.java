package io.usher.agent.launch;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.access.AccessSettings;
import io.usher.agent.access.Limits;
import io.usher.agent.access.Role;
import io.usher.agent.access.TlsFiles;
import io.usher.agent.access.Tokens;
import io.usher.agent.control.ListenAddress;
import io.usher.agent.request.Requester;
import io.usher.agent.store.AuditLog;
import io.usher.agent.store.Database;
import io.usher.agent.store.TimeOrderedIds;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WideListeningTest {
    private static final AccessSettings CERTIFICATES = new AccessSettings(Optional.empty(), Map.of("CN=anna", Role.ADMIN),
            Map.of(), Optional.of(new TlsFiles(Path.of("c"), Path.of("k"), Optional.of(Path.of("a")))), Limits.DEFAULT);
    @TempDir
    Path folder;
    private Database database;
    private Tokens tokens;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(folder);
        final InstantSource clock = InstantSource.system();
        tokens = new Tokens(database, new AuditLog(database, clock), new TimeOrderedIds(clock, new Random(1)), clock);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void check(final AccessSettings access, final String address) throws LaunchException {
        new WideListening(access, tokens).check(ListenAddress.parse(address), true);
    }

    private void refused(final AccessSettings access, final String address, final String why) {
        final LaunchException e = assertThrows(LaunchException.class, () -> check(access, address));
        assertTrue(e.getMessage().contains(address) && e.getMessage().contains(why), e.getMessage());
    }

    @Test
    void listensOnThisMachineWithoutMore() {
        for (final String address : new String[] {"127.0.0.1:1", "[::1]:1", "unix:/x"}) {
            assertDoesNotThrow(() -> check(AccessSettings.DEFAULT, address));
        }
    }

    @Test
    void listensWiderOnlyWithATokenThatIsGood() {
        refused(AccessSettings.DEFAULT, "0.0.0.0:1", "reachable from other machines");
        final String id = tokens.create("ci", Role.READ, Optional.empty(), Requester.AGENT).token().id();
        assertDoesNotThrow(() -> check(AccessSettings.DEFAULT, "0.0.0.0:1"));
        tokens.revoke(id, Requester.AGENT);
        refused(AccessSettings.DEFAULT, "0.0.0.0:1", "token create");
        refused(AccessSettings.DEFAULT, "192.0.2.1:1", "reachable from other machines");
    }

    @Test
    void takesClientCertificatesInsteadOfTokensWhereThereIsTls() {
        assertDoesNotThrow(() -> check(CERTIFICATES, "https://0.0.0.0:1"));
        refused(CERTIFICATES, "0.0.0.0:1", "reachable from other machines");
        refused(AccessSettings.DEFAULT, "https://127.0.0.1:1", "tls-certificate");
    }

    @Test
    void listensWhereTheDatabaseCannotSayWhetherThereAreTokens() {
        assertDoesNotThrow(() -> new WideListening(AccessSettings.DEFAULT, tokens)
                .check(ListenAddress.parse("0.0.0.0:1"), false));
    }
}
