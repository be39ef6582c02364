package io.usher.agent.rest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.usher.agent.desired.FieldView;
import io.usher.agent.desired.ServerState;
import io.usher.agent.desired.ServerView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AnswersTest {

    private static final ServerView PLAIN = new ServerView("b", "s\"1\"", field("127.0.0.1"), field(9001), "UP 1/2",
            field(ServerState.READY), field(256), field(0), 1, 2, 1L << 40, "");
    private static final ServerView CHANGED = new ServerView("b", "ß2",
            new FieldView<>("::1", Optional.empty(), Optional.empty()),
            field(0), "MAINT", changed(ServerState.MAINT, ServerState.READY), changed(3, 1), changed(5, 7), 0, 0, 0, "L4OK");

    private static <T> FieldView<T> field(final T value) {
        return new FieldView<>(value, Optional.of(value), Optional.empty());
    }

    private static <T> FieldView<T> changed(final T value, final T configured) {
        return new FieldView<>(value, Optional.of(configured),
                Optional.of(new FieldView.Override<>(value, Instant.parse("2026-11-22T10:00:00.5Z"), "a\nb")));
    }

    @Test
    void putsFieldsAndThingsOfAListOnLinesAndNothingElse() {
        final Map<String, Object> document = new LinkedHashMap<>();
        document.put("a", 1);
        document.put("none", List.of());
        document.put("nothing", Map.of());
        document.put("list", List.of(Map.of("x", List.of(1, Map.of("y", 2))), "t", List.of()));
        document.put("inner", Map.of("z", List.of()));
        assertEquals("""
                {
                  "a": 1,
                  "none": [],
                  "nothing": {},
                  "list": [
                    {"x":[1,{"y":2}]},
                    "t",
                    []
                  ],
                  "inner": {
                    "z": []
                  }
                }
                """, Answers.pretty(document));
        assertEquals("[]\n", Answers.pretty(List.of()));
        assertEquals("\"a\"\n", Answers.pretty("a"));
    }

    /** A field that is new in the record and not written is found here. */
    @Test
    void writesAServerAsItsRecordIs() throws IOException {
        final JsonMapper usual = JsonMapper.builder().addModule(new JavaTimeModule()).addModule(new Jdk8Module())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS).build();
        for (final ServerView server : List.of(PLAIN, CHANGED)) {
            assertEquals(usual.writeValueAsString(server), Json.MAPPER.writeValueAsString(server));
        }
    }

    @Test
    void readsWhatWasWrittenHoweverLong() throws IOException {
        final Random random = new Random(1);
        for (final int length : new int[] {0, 1, 1023, 1024, 1025, 70_000, 300_000}) {
            final ByteArrayOutputStream expected = new ByteArrayOutputStream();
            final Chunks chunks = new Chunks();
            while (expected.size() < length) {
                final byte[] some = new byte[Math.min(length - expected.size(), 1 + random.nextInt(9000))];
                random.nextBytes(some);
                expected.write(some, 0, some.length);
                if (some.length % 2 == 0) {
                    chunks.write(some, 0, some.length);
                } else {
                    chunks.write(some[0]);
                    chunks.write(some, 1, some.length - 1);
                }
            }
            assertArrayEquals(expected.toByteArray(), chunks.read().readAllBytes());
        }
    }
}
