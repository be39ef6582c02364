package io.usher.proxy.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usher.proxy.config.BindAddress;
import io.usher.proxy.config.LogTarget;
import io.usher.proxy.config.LogTarget.Format;
import io.usher.proxy.config.LogTarget.Severity;
import io.usher.proxy.config.Position;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SyslogHeaderTest {

    /** 2 November 2026, 09:05:07.042 UTC. */
    private static final long MILLIS = 1_793_610_307_042L;

    private static String header(final Format format, final Severity severity, final Severity minLevel, final String zone) {
        final LogTarget target = new LogTarget(new BindAddress.Inet("127.0.0.1", 514), format, 1024, "local6", Severity.DEBUG,
            minLevel, new Position("a.cfg", 2));
        final LogLine line = new LogLine().start(1024);
        new SyslogHeader(target, "haproxy", 42).write(line, severity, new LocalClock(ZoneId.of(zone)), MILLIS);
        return new String(line.toBytes(), StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '|', value = {
        "LOCAL,|<182>Nov  2 09:05:07 haproxy[42]: |",
        "RFC3164,|<182>Nov  2 09:05:07 localhost haproxy[42]: |",
        "RFC5424,|<182>1 2026-11-02T09:05:07.042000+00:00 - haproxy 42 - - |",
        "SHORT,<6>",
        "TIMED,|<6>2026-11-02T09:05:07.042000+00:00 |",
        "ISO,|2026-11-02T09:05:07.042000+00:00 |",
        "RAW,||"})
    void writesEachFormatAsHaproxy(final Format format, final String expected) {
        assertEquals(expected, header(format, Severity.INFO, Severity.EMERG, "UTC"));
    }

    @Test
    void marksNothingAsMoreSevereThanTheMinimum() {
        assertEquals("<180>Nov  2 09:05:07 haproxy[42]: ", header(Format.LOCAL, Severity.EMERG, Severity.WARNING, "UTC"));
        assertEquals("<182>Nov  2 09:05:07 haproxy[42]: ", header(Format.LOCAL, Severity.INFO, Severity.WARNING, "UTC"));
    }

    @Test
    void writesLocalTimeWithItsOffset() {
        assertEquals("2026-11-02T04:05:07.042000-05:00 ", header(Format.ISO, Severity.INFO, Severity.EMERG, "America/New_York"));
    }

    @Test
    void knowsTheFacilitiesOfHaproxyByTheirCodes() {
        assertEquals(0, Facility.of("kern").orElseThrow().code());
        assertEquals(10, Facility.of("auth2").orElseThrow().code());
        assertEquals(15, Facility.of("cron2").orElseThrow().code());
        assertEquals(23, Facility.of("local7").orElseThrow().code());
        assertEquals(true, Facility.of("LOCAL7").isEmpty());
    }
}
