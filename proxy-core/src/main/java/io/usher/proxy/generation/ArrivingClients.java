package io.usher.proxy.generation;

import io.usher.proxy.traffic.Arrival;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;

/**
 * The successor's receiving of clients: each MOVE meets its descriptor, is answered, and is touched only after the ACK has been
 * written. Knows no sockets. Thread: {@code generation}.
 */
final class ArrivingClients {
    private final Peer peer;
    private final ClientIntake intake;
    private final HandoverLog log;
    /** From an age at COMMIT to a moment here. */
    private final LongUnaryOperator arrival;
    private final BooleanSupplier ended;
    private final ArrivingHolds holds;
    /** MOVEs and HOLDs without their descriptor, in order. */
    private final Map<Long, Message> announced = new LinkedHashMap<>();
    /** Descriptors without their MOVE: D may be faster than C; -1 = lost on the way. */
    private final Map<Long, Integer> early = new HashMap<>();
    /** Whose ACK could not be written: they are ours only if the predecessor is dead. */
    private final Map<Arrival, Integer> undecided = new LinkedHashMap<>();
    /** Why clients were refused, each told once. */
    private final Set<String> told = new HashSet<>();
    private boolean over;
    private boolean dead;

    /**
     * @param ended whether this process ends, so that it must not touch anything more
     * @param holds takes connections on hold, which come by the same way; null = none come
     */
    ArrivingClients(final Peer peer, final ClientIntake intake, final HandoverLog log, final LongUnaryOperator arrival,
                    final BooleanSupplier ended, final ArrivingHolds holds) {
        this.peer = peer;
        this.intake = intake;
        this.log = log;
        this.arrival = arrival;
        this.ended = ended;
        this.holds = holds;
    }

    /** MOVE or HOLD. */
    void move(final Message m) {
        announced.put(m.count(0), m);
        match();
    }

    /** Descriptor n on D; -1 = lost on the way. */
    void descriptor(final long n, final int descriptor) {
        if (over) {
            discard(descriptor);
            return;
        }
        early.put(n, descriptor);
        match();
    }

    private void match() {
        for (final Message m : List.copyOf(announced.values())) {
            final Integer descriptor = over ? null : early.remove(m.count(0));
            if (descriptor != null) {
                announced.remove(m.count(0));
                if (m.type() == MessageType.HOLD) {
                    holds.arrived(m, descriptor);
                } else {
                    answer(m, descriptor);
                }
            }
        }
    }

    private void answer(final Message m, final int descriptor) {
        if (descriptor < 0) {
            peer.send(Message.of(MessageType.NAK, m.count(0)));
            return;
        }
        final Arrival client;
        try {
            client = intake.arrival(descriptor, m.text(3), arrival.applyAsLong(m.count(2)));
        } catch (final IllegalArgumentException e) {
            discard(descriptor);
            peer.send(Message.of(MessageType.NAK, m.count(0)));
            if (told.add(e.getMessage())) {
                log.notice("clients stay with the generation before: " + e.getMessage());
            }
            return;
        } catch (final IllegalStateException e) {
            // A descriptor was lost unnoticed: from here on nobody can tell which is whose.
            discard(descriptor);
            log.warning("the handover's descriptors are out of step: " + e.getMessage());
            over = true;
            forget();
            peer.close();
            return;
        }
        peer.send(Message.of(MessageType.ACK, m.count(0)), () -> enter(client, descriptor), () -> unwritten(client, descriptor));
    }

    private void enter(final Arrival client, final int descriptor) {
        if (ended.getAsBoolean()) {
            discard(descriptor);
        } else {
            client.enter();
        }
    }

    private void unwritten(final Arrival client, final int descriptor) {
        if (dead) {
            enter(client, descriptor);
        } else if (over) {
            discard(descriptor);
        } else {
            undecided.put(client, descriptor);
        }
    }

    private void discard(final int descriptor) {
        if (descriptor >= 0) {
            intake.discard(descriptor);
        }
    }

    /** The stream is lost and the predecessor lives: what was not acknowledged is its own. */
    void lost() {
        over = true;
        new ArrayList<>(undecided.values()).forEach(this::discard);
        undecided.clear();
        forget();
    }

    /** The predecessor is dead: nobody else has the clients whose ACK did not reach it. */
    void died() {
        over = true;
        dead = true;
        final Map<Arrival, Integer> ours = new LinkedHashMap<>(undecided);
        undecided.clear();
        ours.forEach(this::enter);
        forget();
    }

    private void forget() {
        early.values().forEach(this::discard);
        early.clear();
        announced.clear();
    }
}
