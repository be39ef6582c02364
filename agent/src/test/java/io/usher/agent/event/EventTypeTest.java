package io.usher.agent.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.api.Contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
                    "| `" + type.word() + "` | " + type.subject() + " | " + type.meaning() + " | " + keys(type)
                    + " |\n"), type::word);
            assertTrue(type.word().length() <= 40, type::word);
        }
    }

    private static String keys(final EventType type) {
        return type.keys().isEmpty() ? "-" : type.keys().stream().map(key -> "`" + key + "`").collect(Collectors.joining(", "));
    }

    @Test
    void hasTheParticularsThatTheContractDescribes() throws Exception {
        final JsonNode described = Contract.load().document().at("/components/schemas/Event/properties/detail/properties");
        final Set<String> names = new TreeSet<>(Set.of("leftOut")); // any event's may be too long
        Arrays.stream(EventType.values()).forEach(type -> names.addAll(type.keys()));
        assertEquals(List.copyOf(names), names(described));
        described.forEach(one -> assertTrue(one.hasNonNull("type") && one.hasNonNull("description"), one::toString));
    }

    private static List<String> names(final JsonNode object) {
        final List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void namesAFilterThatMatchesNoType() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> EventFilter.of(List.of("sever"), List.of())).getMessage()
                .startsWith("type: 'sever' (expected: agent.started, "));
    }
}
