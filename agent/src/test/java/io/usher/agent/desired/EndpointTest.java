package io.usher.agent.desired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    @ParameterizedTest
    @CsvSource({"127.0.0.1:80,127.0.0.1:80", "ipv4@10.0.0.1:80,10.0.0.1:80", "[::1]:80,[::1]:80", "::1:80,[::1]:80",
        "[0:0:0:0:0:0:0:1]:80,[::1]:80", "[2001:DB8:0:0:1:0:0:1]:80,[2001:db8::1:0:0:1]:80", "localhost:80,localhost:80",
        "127.0.0.1,127.0.0.1", ":80,:80",
        "010.0.0.01:80,10.0.0.1:80", "255.0.10.255:65535,255.0.10.255:65535", "inet@[::1]:1,[::1]:1"})
    void writesEqualAddressesInOneWay(final String text, final String written) {
        assertEquals(Optional.of(written), Endpoint.read(text).map(Endpoint::toString));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/run/x.sock", "unix@/run/x", "abns@x", "-", ""})
    void takesNoOtherKindOfAddressForOne(final String text) {
        assertTrue(Endpoint.read(text).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "300.1.1.1", ":::", "1.2.3", "", "127.0.0.1:80",
        "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3"})
    void tellsAddressesFromNames(final String text) {
        assertTrue(Endpoint.literal(text).isEmpty(), text);
        assertFalse(new Endpoint(text, 80).isLiteral());
    }

    @Test
    void changesWhatIsNamedAndLeavesTheRest() {
        final Endpoint now = new Endpoint("10.0.0.9", 99);
        final Optional<Endpoint> configured = Optional.of(new Endpoint("10.0.0.1", 80));
        assertEquals("10.0.0.2:99", change(FieldChange.set("10.0.0.2"), FieldChange.absent()).from(now, configured).toString());
        assertEquals("10.0.0.9:81", change(FieldChange.absent(), FieldChange.set(81)).from(now, configured).toString());
        assertEquals("10.0.0.1:99", change(FieldChange.clear(), FieldChange.absent()).from(now, configured).toString());
        final AddressChange back = change(FieldChange.clear(), FieldChange.clear());
        assertEquals("10.0.0.1:80", back.from(now, configured).toString());
        assertTrue(back.leavesNoOverride(new Endpoint("10.0.0.1", 80), configured));
        assertFalse(change(FieldChange.clear(), FieldChange.absent()).leavesNoOverride(new Endpoint("10.0.0.1", 99), configured));
        assertThrows(Conflict.class, () -> back.from(now, Optional.empty()));
    }

    @Test
    void refusesWhatIsNoAddressOrPort() {
        assertEquals("address", assertThrows(Invalid.class, () -> change(FieldChange.set("here"), FieldChange.absent())).field());
        assertEquals("port", assertThrows(Invalid.class, () -> change(FieldChange.absent(), FieldChange.set(65_536))).field());
    }

    private static AddressChange change(final FieldChange<String> address, final FieldChange<Integer> port) {
        return new AddressChange(address, port);
    }
}
