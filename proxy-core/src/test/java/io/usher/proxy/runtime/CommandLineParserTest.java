package io.usher.proxy.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CommandLineParserTest {

    @Test
    void separatesBySpacesAndTabs() {
        assertEquals(List.of("show", "stat"), CommandLineParser.words(" show \t stat  "));
    }

    @Test
    void takesWhatABackslashQuotes() {
        assertEquals(List.of("a b", "c\\d", ";"), CommandLineParser.words("a\\ b c\\\\d \\;"));
    }

    @Test
    void dropsABackslashAtTheEnd() {
        assertEquals(List.of("a"), CommandLineParser.words("a\\"));
    }

    @Test
    void ignoresWhatComesBehindTheSixtyFourthWord() {
        assertEquals(64, CommandLineParser.words(String.join(" ", Collections.nCopies(70, "x"))).size());
    }

    @Test
    void seesThatAPayloadFollows() {
        assertTrue(CommandLineParser.startsPayload("add map x <<"));
        assertFalse(CommandLineParser.startsPayload("show << stat"));
    }
}
