package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a successor has in hand when its predecessor dies, or says nonsense, while it hands over its listeners. */
class AskingTest {
    private final List<String> said = new ArrayList<>();
    private final List<Integer> discarded = new ArrayList<>();
    private final Asking asking = new Asking(new Told(), Set.of("127.0.0.1:80", "127.0.0.1:81"), discarded::add);

    /** A peer that only listens. */
    private final class Told implements Peer {
        @Override
        public void send(final Message message) {
            said.add(message.line());
        }

        @Override
        public void send(final Message message, final Runnable written) {
            throw new AssertionError(message.line());
        }

        @Override
        public void send(final Message message, final Runnable written, final Runnable failed) {
            throw new AssertionError(message.line());
        }

        @Override
        public void sendDescriptor(final int descriptor) {
            throw new AssertionError("a successor sends none");
        }

        @Override
        public void hears(final Hearer next) {
            throw new AssertionError("nobody else hears");
        }

        @Override
        public void close() {
            said.add("closed");
        }
    }

    private void welcomed() {
        asking.received(Message.of(MessageType.WELCOME, Message.VERSION, 1, 4711, 2, "token", "/folder"));
        asking.descriptorsCome();
        asking.received(Message.of(MessageType.LISTENER, 1, "127.0.0.1:80"));
        asking.received(Message.of(MessageType.LISTENER, 2, "127.0.0.1:81"));
        asking.received(Message.of(MessageType.LISTENERS, 3));
    }

    @Test
    void listenersOnTheirWayWhenThePredecessorDiesAreWaitedForAndKept() {
        welcomed();
        asking.descriptor(11);
        assertEquals(List.of("ACK 1"), said);
        asking.eof();
        assertFalse(asking.gathered().isDone(), "an address is taken for as long as its listener is on the way");
        asking.descriptor(12);
        asking.descriptorsEnded();

        final Gathered gathered = asking.gathered().getNow(null);
        assertEquals(Map.of("127.0.0.1:80", 11, "127.0.0.1:81", 12), gathered.listeners());
        assertTrue(gathered.lost());
        assertEquals(List.of(), discarded);
        assertEquals(List.of("ACK 1"), said, "nobody is there to be told");
    }

    @Test
    void listenersWithoutNameOfADeadPredecessorAreClosed() {
        welcomed();
        asking.descriptor(11);
        asking.descriptor(12);
        asking.eof();
        asking.descriptor(13);
        asking.descriptor(-1);
        assertFalse(asking.gathered().isDone());
        asking.descriptorsEnded();
        assertEquals(Set.of("127.0.0.1:80", "127.0.0.1:81"), asking.gathered().getNow(null).listeners().keySet());
        assertEquals(List.of(13), discarded);

        asking.descriptor(14);
        assertEquals(List.of(13, 14), discarded, "nobody takes it any more");
    }

    @Test
    void deathIsKnownAtOnceWhereTheDescriptorsHaveEndedBefore() {
        welcomed();
        asking.descriptor(11);
        asking.descriptorsEnded();
        assertFalse(asking.gathered().isDone(), "lines may come yet");
        asking.eof();
        assertEquals(Map.of("127.0.0.1:80", 11), asking.gathered().getNow(null).listeners());
    }

    @Test
    void whatCameFromAPredecessorThatIsGivenUpIsClosed() {
        welcomed();
        asking.descriptor(11);
        asking.descriptor(12);
        asking.descriptor(13);
        asking.received(Message.of(MessageType.COMMIT, 0, 0));
        assertTrue(asking.gathered().isCompletedExceptionally());
        assertEquals(Set.of(11, 12, 13), Set.copyOf(discarded));
        assertEquals(List.of("ACK 1", "ACK 2", "closed"), said);
    }
}
