package io.usher.proxy.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NeighbourExchangeTest {
    private final List<String> told = new ArrayList<>();

    private NeighbourExchange exchange() {
        return new NeighbourExchange(new NeighbourGreeting(0, "/etc/a.cfg"), () -> Set.of("10.0.0.1:80", "10.0.0.2:80"),
            (other, shared) -> told.add(other.file() + " " + shared));
    }

    private static void send(final EmbeddedChannel channel, final String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    private static String sent(final EmbeddedChannel channel) {
        final ByteBuf bytes = channel.readOutbound();
        try {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        } finally {
            bytes.release();
        }
    }

    @Test
    void tellsOnlyOfAddressesThatItWasAskedFor() {
        final EmbeddedChannel channel = new EmbeddedChannel(exchange());
        send(channel, "usher-seats 1\n/etc/b.cfg\n10.0.0.2:80\n10.0.0.");
        assertNull(channel.readOutbound());
        send(channel, "3:80\n");
        send(channel, "\n");
        assertEquals("usher-seats 1\n/etc/a.cfg\n10.0.0.2:80\n\n", sent(channel));
        assertFalse(channel.isOpen());
        assertEquals(List.of("/etc/b.cfg [10.0.0.2:80]"), told);
    }

    @Test
    void believesNoAddressThatItDidNotAskFor() {
        final EmbeddedChannel channel = new EmbeddedChannel(exchange().asking());
        assertTrue(sent(channel).startsWith("usher-seats 1\n/etc/a.cfg\n10.0.0."));
        send(channel, "usher-seats 1\n/etc/\u0007b.cfg\n10.0.0.1:80\n10.9.9.9:80\n\n");
        assertFalse(channel.isOpen());
        assertEquals(List.of("/etc/?b.cfg [10.0.0.1:80]"), told);
    }

    @Test
    void leavesWhoeverSpeaksAnotherLanguage() {
        for (final String garbage : List.of("GET / HTTP/1.1\n\n", "\n\n", "usher-seats 2\nx\n\n", "usher-seats 1\n\n\n")) {
            final EmbeddedChannel channel = new EmbeddedChannel(exchange());
            send(channel, garbage);
            assertFalse(channel.isOpen() && told.isEmpty(), garbage);
            channel.close();
        }
        assertTrue(told.stream().allMatch(line -> line.endsWith(" []")), told.toString());
    }

    @Test
    void leavesWhoeverNeverStops() {
        final EmbeddedChannel channel = new EmbeddedChannel(exchange());
        for (int i = 0; i < 65 && channel.isOpen(); i++) {
            send(channel, "x".repeat(1 << 16));
        }
        assertFalse(channel.isOpen());
        assertEquals(List.of(), told);
    }
}
