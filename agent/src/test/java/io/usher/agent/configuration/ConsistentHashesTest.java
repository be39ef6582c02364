package io.usher.agent.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

class ConsistentHashesTest {

    @Test
    void namesBackendsAndListenSectionsByTheirOwnLine() {
        assertEquals(Set.of("b", "l"), read("""
                backend a
                    balance source
                backend b
                    balance source
                    hash-type consistent sdbm avalanche  # stays put
                listen l
                    hash-type "consistent"
                backend c
                    hash-type map-based
                    # hash-type consistent
                """));
    }

    @Test
    void inheritsFromTheLatestDefaultsAndFromNamedOnes() {
        assertEquals(Set.of("b", "e"), read("""
                defaults steady
                    hash-type consistent
                backend b
                backend c
                    hash-type map-based
                defaults
                    balance source
                backend d
                backend e from steady
                """));
    }

    private static Set<String> read(final String text) {
        return ConsistentHashes.read(List.of(text), Map.of());
    }
}
