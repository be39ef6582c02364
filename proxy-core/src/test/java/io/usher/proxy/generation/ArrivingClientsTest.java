package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose a client is while its ACK is on its way, and after an end of the stream at that moment. */
class ArrivingClientsTest {
    private final List<String> sent = new ArrayList<>();
    private final List<String> entered = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final List<Runnable> written = new ArrayList<>();
    private final List<Runnable> failed = new ArrayList<>();
    private final SimulatedServing serving = new SimulatedServing();
    private boolean ended;
    private final ArrivingClients clients = new ArrivingClients(new Stream(), serving, new Said(), age -> age, () -> ended, null);

    ArrivingClientsTest() {
        serving.arrivals = (descriptor, luggage, arrival) -> () -> entered.add(luggage + " " + descriptor);
    }

    /** Keeps what becomes of an ACK for the test to say. */
    private final class Stream implements Peer {
        @Override
        public void send(final Message message) {
            sent.add(message.line());
        }

        @Override
        public void send(final Message message, final Runnable then) {
            send(message, then, () -> { });
        }

        @Override
        public void send(final Message message, final Runnable then, final Runnable otherwise) {
            send(message);
            written.add(then);
            failed.add(otherwise);
        }

        @Override
        public void sendDescriptor(final int descriptor) {
            throw new AssertionError("the successor sends none");
        }

        @Override
        public void hears(final Hearer next) {
            throw new AssertionError("the successor hears on");
        }

        @Override
        public void close() {
            sent.add("closed");
        }
    }

    private final class Said implements HandoverLog {
        @Override
        public void notice(final String line) {
            log.add(line);
        }

        @Override
        public void warning(final String line) {
            log.add(line);
        }
    }

    private void arrives(final long n, final int descriptor) {
        clients.move(Message.of(MessageType.MOVE, n, 0, 0, "client" + n));
        clients.descriptor(n, descriptor);
    }

    @Test
    void touchesAClientOnlyAfterItsAckIsWritten() {
        arrives(1, 71);
        assertEquals(List.of("ACK 1"), sent);
        assertEquals(List.of(), entered);
        written.get(0).run();
        assertEquals(List.of("client1 71"), entered);
    }

    @Test
    void descriptorMayComeBeforeItsMove() {
        clients.descriptor(1, 71);
        clients.descriptor(2, -1);
        clients.move(Message.of(MessageType.MOVE, 1, 0, 0, "client1"));
        clients.move(Message.of(MessageType.MOVE, 2, 0, 0, "client2"));
        assertEquals(List.of("ACK 1", "NAK 2"), sent);
    }

    @Test
    void leavesAClientAloneWhoseAckCouldNotBeWrittenWhileThePredecessorLives() {
        arrives(1, 71);
        failed.get(0).run();
        assertEquals(List.of(), entered);
        clients.lost();
        assertEquals(List.of(), entered);
        assertEquals(List.of(71), serving.discarded);
        arrives(2, 72);
        assertEquals(List.of(71, 72), serving.discarded);
        assertEquals(List.of("ACK 1"), sent);
    }

    @Test
    void takesAClientWhoseAckCouldNotBeWrittenOnceThePredecessorIsDead() {
        arrives(1, 71);
        arrives(2, 72);
        failed.get(0).run();
        clients.died();
        failed.get(1).run();
        assertEquals(List.of("client1 71", "client2 72"), entered);
        assertEquals(List.of(), serving.discarded);
    }

    @Test
    void touchesNothingMoreOnceTheProcessEnds() {
        arrives(1, 71);
        ended = true;
        written.get(0).run();
        assertEquals(List.of(), entered);
        assertEquals(List.of(71), serving.discarded);
    }

    @Test
    void endsTheStreamWhenItCannotTellWhichDescriptorIsWhose() {
        serving.arrivals = (descriptor, luggage, arrival) -> {
            throw new IllegalStateException("descriptor " + descriptor + " is socket 5 (expected: socket 6)");
        };
        clients.descriptor(2, 72);
        arrives(1, 71);
        assertEquals(List.of("closed"), sent);
        clients.move(Message.of(MessageType.MOVE, 2, 0, 0, "client2"));
        clients.descriptor(3, 73);
        assertEquals(List.of("closed"), sent);
        assertEquals(List.of(71, 72, 73), serving.discarded);
        assertTrue(log.get(0).contains("out of step: descriptor 71 is socket 5 (expected: socket 6)"), log.toString());
    }
}
