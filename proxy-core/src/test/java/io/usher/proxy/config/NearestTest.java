package io.usher.proxy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

    @ParameterizedTest
    @CsvSource({"abc,abc,0", "abc,acb,1", "abc,ab,1", "ab,abc,1", "abc,axc,1", "maxcnon,maxconn,1", "'',abc,3"})
    void countsTypingErrors(final String a, final String b, final int errors) {
        assertEquals(errors, Nearest.distance(a, b));
    }

    @Test
    void suggestsOnlyWhatIsNear() {
        final List<String> known = List.of("maxconn", "mode", "log");
        assertEquals(Optional.of("maxconn"), Nearest.of("maxcon", known));
        assertEquals(Optional.of("maxconn"), Nearest.of("mxaconn", known));
        assertEquals(Optional.empty(), Nearest.of("blorg", known));
        assertEquals(Optional.empty(), Nearest.of("errorfile", known));
    }
}
