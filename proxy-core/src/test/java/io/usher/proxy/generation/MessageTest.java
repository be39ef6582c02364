package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.TakeId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class MessageTest {

    @Test
    void whatIsWrittenIsReadBack() throws MalformedMessageException {
        final Message m = Message.of(MessageType.TAKEN, new TakeId(7, 12), new SeatAddress("[::1]:80"), 12_000_000_000L,
            "-", 0, 1);

        final Message read = Message.parse(m.line(), MessageType.Sender.PREDECESSOR);

        assertEquals(m, read);
        assertEquals("TAKEN 7.12 [::1]:80 12000000000 - 0 1", m.line());
        assertEquals(new TakeId(7, 12), read.take(0));
        assertEquals(new SeatAddress("[::1]:80"), read.address(1));
        assertEquals(12_000_000_000L, read.count(2));
    }

    @Test
    void anyTextSurvivesTheLine() throws MalformedMessageException {
        for (final String text : List.of("", " ", "a b", "100%", "%", "line\nline\r\t", "\u007f", "Grüße, 世界", "%20")) {
            final Message m = Message.of(MessageType.STATE, text);
            assertEquals(text, Message.parse(m.line(), MessageType.Sender.SUCCESSOR).text(0), m.line());
            assertEquals(-1, m.line().indexOf('\n'));
        }
    }

    @Test
    void agesMayBeNegative() throws MalformedMessageException {
        assertEquals(-5, Message.parse("WANT 1 -5 2", MessageType.Sender.PREDECESSOR).count(1));
    }

    @Test
    void aPlaceMayHaveNoAddress() throws MalformedMessageException {
        assertEquals(2, Message.parse("PLACE 1 0", MessageType.Sender.PREDECESSOR).fields().size());
    }

    @Test
    void everyMessageHasAnExampleThatParses() throws IOException, MalformedMessageException {
        final List<String> named = new ArrayList<>();
        for (final String line : lines("messages-good.txt")) {
            final String[] parts = line.split(" ", 2);
            final MessageType.Sender sender = MessageType.Sender.valueOf(parts[0]);
            final Message m = Message.parse(parts[1], sender);
            assertEquals(parts[1], m.line());
            named.add(m.type().name());
        }
        for (final MessageType t : MessageType.values()) {
            assertTrue(named.contains(t.name()), t + " has no example in messages-good.txt");
        }
    }

    /** Each line of the file: sender, {@code |}, the line, {@code |}, a part of the error. */
    @TestFactory
    List<DynamicTest> namesWhatIsWrongWithABadLine() throws IOException {
        final List<DynamicTest> tests = new ArrayList<>();
        for (final String line : lines("messages-bad.txt")) {
            final String[] parts = line.split("\\|", -1);
            tests.add(DynamicTest.dynamicTest("'" + parts[1] + "'", () -> {
                final MalformedMessageException e = assertThrows(MalformedMessageException.class,
                    () -> Message.parse(parts[1], MessageType.Sender.valueOf(parts[0])));
                assertTrue(e.getMessage().contains(parts[2]), e.getMessage());
            }));
        }
        return tests;
    }

    private static List<String> lines(final String file) throws IOException {
        try (InputStream in = MessageTest.class.getResourceAsStream("/io/usher/proxy/generation/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                .filter(l -> !l.startsWith("#") && !l.isEmpty()).toList();
        }
    }
}
