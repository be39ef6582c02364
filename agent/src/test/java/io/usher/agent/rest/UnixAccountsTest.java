package io.usher.agent.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usher.agent.access.Role;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** With accounts that every Linux has. */
class UnixAccountsTest {

    @Test
    void givesAnAccountTheHighestRoleOfItsNameItsNumberAndItsGroups() {
        final UnixAccounts accounts =
                new UnixAccounts(Map.of("user:daemon", Role.READ, "group:daemon", Role.OPERATOR, "user:65534", Role.READ));
        assertEquals(Optional.of(Role.OPERATOR), accounts.role("daemon"));
        assertEquals(Optional.of(Role.READ), accounts.role("nobody"));
    }

    @Test
    void letsRootAndItsOwnAccountDoAnythingAndOthersNothing() {
        final UnixAccounts accounts = new UnixAccounts(Map.of());
        assertEquals(Optional.of(Role.ADMIN), accounts.role("root"));
        assertEquals(Optional.of(Role.ADMIN), accounts.role(System.getProperty("user.name")));
        assertEquals(Optional.empty(), accounts.role("nobody"));
        assertEquals(Optional.empty(), accounts.role("4294967000"));
        assertEquals(Optional.empty(), accounts.role("-u"));
    }
}
