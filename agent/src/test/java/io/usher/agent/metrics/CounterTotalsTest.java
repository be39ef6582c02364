package io.usher.agent.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.proxy.StatTable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CounterTotalsTest {
    private static final String SERVER = Counts.key("2", "be", "s1");
    @TempDir
    private Path folder;

    private static Map<String, long[]> counts(final String server, final int sessions) {
        return Counts.of(new StatTable(List.of("pxname", "svname", "type", "stot"), List.of(List.of("be", server, "2",
                String.valueOf(sessions)))), Map.of("CumReq", String.valueOf(sessions)));
    }

    private static long sessions(final CounterTotals totals, final String key) {
        return totals.total(key)[Counts.COLUMNS.indexOf(key.equals(Counts.PROCESS) ? "CumReq" : "stot")];
    }

    private CounterTotals open() {
        return new CounterTotals(folder.resolve("counters"));
    }

    @Test
    void neverGoesBackWhenAGenerationEnds() {
        final CounterTotals totals = open();
        totals.says("1-100", counts("s1", 1000));
        totals.living(List.of("1-100"));
        totals.says("2-200", counts("s1", 5));
        totals.living(List.of("1-100", "2-200"));
        assertEquals(1005, sessions(totals, SERVER));
        totals.living(List.of("2-200"));
        assertEquals(1005, sessions(totals, SERVER));
        assertEquals(1005, sessions(totals, Counts.PROCESS));
        totals.says("2-200", counts("s1", 7));
        assertEquals(1007, sessions(totals, SERVER));
    }

    @Test
    void goesOnWhereCountersWereCleared() {
        final CounterTotals totals = open();
        totals.says("1-100", counts("s1", 1000));
        totals.says("1-100", counts("s1", 3));
        assertEquals(1003, sessions(totals, SERVER));
    }

    @Test
    void goesOnWithTheNextAgentAlsoWhereAGenerationEndedMeanwhile() {
        final CounterTotals first = open();
        first.says("1-100", counts("s1", 1000));
        first.says("2-200", counts("s1", 50));
        first.living(List.of("2-200"));
        first.save();
        final CounterTotals second = open();
        second.says("3-300", counts("s1", 1));
        second.living(List.of("3-300"));
        assertEquals(1051, sessions(second, SERVER));
    }

    @Test
    void forgetsWhatNobodyCountsAnyMore() {
        final CounterTotals totals = open();
        totals.says("1-100", counts("old", 9));
        totals.says("2-200", counts("s1", 1));
        totals.living(List.of("2-200"));
        assertEquals(0, sessions(totals, Counts.key("2", "be", "old")));
    }

    @Test
    void beginsAnewWhereTheFileCannotBeRead() throws Exception {
        final CounterTotals totals = open();
        totals.says("1-100", counts("s1", 7));
        totals.save();
        final String text = Files.readString(folder.resolve("counters"));
        assertTrue(text.startsWith("# usher counters 1 "), text);
        Files.writeString(folder.resolve("counters"), text.replace('\t', '|'));
        assertEquals(0, sessions(open(), SERVER));
    }
}
