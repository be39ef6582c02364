package io.usher.agent.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.api.Contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

class EventTypeTest {
    @Test
    void hasTheTypesThatTheContractNamesWithTheirMeaning() throws Exception {
        final JsonNode schema = Contract.load().document().at("/components/schemas/EventType");
        final List<String> named = new ArrayList<>();
        schema.path("enum").forEach(word -> named.add(word.asText()));
        assertEquals(Arrays.stream(EventType.values()).map(EventType::word).toList(), named);
        for (final EventType type : EventType.values()) {
            assertTrue(schema.path("description").asText().contains(
                    "| `" + type.word() + "` | " + type.subject() + " | " + type.meaning() + " |"), type::word);
            assertTrue(type.word().length() <= 40, type::word);
        }
    }

    @Test
    void namesAFilterThatMatchesNoType() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> EventFilter.of(List.of("sever"), List.of())).getMessage()
                .startsWith("type: 'sever' (expected: agent.started, "));
    }
}
