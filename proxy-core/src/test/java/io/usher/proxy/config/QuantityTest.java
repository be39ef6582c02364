package io.usher.proxy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

    @ParameterizedTest
    @CsvSource({"0,0", "15,15", "15ms,15", "1us,1", "1001us,2", "2s,2000", "3m,180000", "4h,14400000", "1d,86400000",
        "2147483647,2147483647"})
    void readsTimesInMilliseconds(final String text, final int millis) throws StatementException {
        assertEquals(millis, Quantity.time(text, "timeout client"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1u", "1sec", "1.5s", "2147483648", "25d", "99999999999999999999999d"})
    void refusesWhatIsNoTime(final String text) {
        assertThrows(StatementException.class, () -> Quantity.time(text, "timeout client"));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "16384,16384", "16k,16384", "1M,1048576", "1g,1073741824"})
    void readsSizes(final String text, final int bytes) throws StatementException {
        assertEquals(bytes, Quantity.size(text, "tune.bufsize"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "1kb", "2g", "-1", "9223372036854775807", "99999999999999999999"})
    void refusesWhatIsNoSize(final String text) {
        assertThrows(StatementException.class, () -> Quantity.size(text, "tune.bufsize"));
    }
}
