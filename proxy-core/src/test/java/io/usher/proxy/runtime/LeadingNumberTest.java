package io.usher.proxy.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LeadingNumberTest {

    @ParameterizedTest
    @CsvSource({"5,true,5,''", "-5%,true,-5,%", "+7x,true,7,x", "x,false,0,x", "'',false,0,''", "-,false,0,''",
        "99999999999999999999,true,9223372036854775807,''"})
    void takesTheNumberATextBeginsWith(final String text, final boolean found, final long value, final String rest) {
        assertEquals(new LeadingNumber(found, value, rest), LeadingNumber.of(text));
    }

    @ParameterizedTest
    @CsvSource({"30s,30000", "500,500", "500ms,500", "2m,120000", "1h,3600000", "1d,86400000", "s,-1", "-1s,-1", "5x,-1",
        "9999999999999999d,-1"})
    void readsTimes(final String text, final long millis) {
        assertEquals(millis, Time.millis(text));
    }
}
