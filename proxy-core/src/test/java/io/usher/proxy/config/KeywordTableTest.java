package io.usher.proxy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeywordTableTest {

    @Test
    void documentsEveryKeyword() {
        KeywordTable.all().forEach(keyword -> {
            assertFalse(keyword.doc().isBlank(), keyword.words() + " has no documentation");
            assertTrue(keyword.doc().endsWith("."), keyword.words() + ": " + keyword.doc());
            assertFalse(keyword.sections().isEmpty(), keyword.words() + " belongs nowhere");
            assertTrue(keyword.chapter().equals("Usher") || keyword.chapter().matches("[345]\\.[1-3]"), keyword.chapter());
        });
    }

    @Test
    void marksAsUshersOwnWhatHaproxyLacksAndNothingElse() {
        final Set<String> own = Set.of("cold-start-hold", "seat-journal", "standby", "timeout hold", "seat-of");
        final List<String> marked = KeywordTable.all().filter(keyword -> keyword.chapter().equals("Usher"))
                .map(Keyword::words).toList();
        assertEquals(own, Set.copyOf(marked));
        KeywordTable.all().filter(keyword -> keyword.chapter().startsWith("3")).map(Keyword::words)
                .filter(words -> !words.startsWith("stats "))
                .forEach(words -> assertTrue(HaproxyKeywords.contains("global", words)
                        || HaproxyKeywords.contains("bind", words) || words.equals("expose-fd"), words));
    }

    @Test
    void knowsHaproxysKeywordsByTheirManual() {
        assertTrue(HaproxyKeywords.contains("proxy", "stick-table"));
        assertTrue(HaproxyKeywords.contains("server", "ssl"));
        assertTrue(HaproxyKeywords.contains("global", "chroot"));
        assertTrue(HaproxyKeywords.contains("bind", "accept-proxy"));
        assertTrue(HaproxyKeywords.contains("http-request", "set-header"));
        assertTrue(HaproxyKeywords.containsFetch("req.hdr_beg"));
        assertFalse(HaproxyKeywords.containsFetch("avg_quee"));
        assertFalse(HaproxyKeywords.contains("proxy", "timeout hold"));
    }
}
