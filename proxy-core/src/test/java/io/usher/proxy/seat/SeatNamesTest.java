package io.usher.proxy.seat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of seats and takes. */
class SeatNamesTest {

    @Test
    void foldsMappedAddressesIntoTheirIpv4Address() throws Exception {
        final byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
        final SeatAddress plain = SeatAddress.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 9001);
        assertEquals("127.0.0.1:9001", plain.key());
        assertEquals(plain, SeatAddress.of(Inet6Address.getByAddress(null, mapped, -1), 9001));
        assertEquals("255.254.0.1:1", SeatAddress.of(InetAddress.getByAddress(new byte[] {-1, -2, 0, 1}), 1).key());
    }

    @Test
    void writesIpv6InBracketsAndKeepsOnlyTheScopeOfLinkLocalAddresses() throws Exception {
        final byte[] global = {0x20, 1, 0xd, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        assertEquals("[2001:db8:0:0:0:0:0:1]:80", SeatAddress.of(Inet6Address.getByAddress(null, global, 3), 80).key());
        final byte[] local = {(byte) 0xfe, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        assertNotEquals(SeatAddress.of(Inet6Address.getByAddress(null, local, 3), 80),
            SeatAddress.of(Inet6Address.getByAddress(null, local, 4), 80));
    }

    @Test
    void knowsAUnixSocketByItsFile() {
        assertEquals("unix:66305:42", SeatAddress.ofUnix(66305, 42).key());
    }

    @Test
    void readsTheTakesItWrites() {
        assertEquals(new TakeId(7, 12), TakeId.parse("7.12"));
        assertEquals("7.12", new TakeId(7, 12).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "7", "7.", ".12", "7.12.1", "a.1", "1.b", "0.1", "1.0", "-1.2", "1.-2", "99999999999.1"})
    void refusesWhatIsNoTake(final String text) {
        final Exception e = assertThrows(IllegalArgumentException.class, () -> TakeId.parse(text));
        assertEquals("'" + text + "' is no take: expected GENERATION.COUNTER, such as 7.12", e.getMessage());
    }
}
