package io.usher.proxy.generation;

import io.usher.proxy.seat.HoldReason;
import io.usher.proxy.seat.TakenList;
import java.util.ArrayList;
import java.util.List;

/** The ledger on its way at COMMIT, as messages: TAKEN for each seat, LIMIT for each address, and both counts in COMMIT. */
final class TakenMessages {
    private final List<TakenList.TakenSeat> seats = new ArrayList<>();
    private final List<TakenList.AddressLimit> limits = new ArrayList<>();

    /** Sends all of it but {@link #commit}. */
    static void send(final TakenList list, final Peer to) {
        list.seats().forEach(s -> to.send(Message.of(MessageType.TAKEN, s.id(), s.address(), s.ageNanos(),
            s.hold() == null ? "-" : s.hold().name(), s.holdRemainingNanos(), s.passes() ? 1 : 0)));
        list.limits().forEach(l -> to.send(Message.of(MessageType.LIMIT, l.address(), l.limit())));
    }

    /** {@return COMMIT for that ledger} */
    static Message commit(final TakenList list) {
        return Message.of(MessageType.COMMIT, list.seats().size(), list.limits().size());
    }

    /** TAKEN. */
    void taken(final Message m) throws MalformedMessageException {
        seats.add(new TakenList.TakenSeat(m.take(0), m.address(1), m.count(2), hold(m), m.count(4), m.count(5) == 1));
    }

    /** LIMIT. */
    void limit(final Message m) {
        limits.add(new TakenList.AddressLimit(m.address(0), m.number(1)));
    }

    /** {@return whether all that this COMMIT counts has come} */
    boolean complete(final Message commit) {
        return seats.size() == commit.count(0) && limits.size() == commit.count(1);
    }

    TakenList list() {
        return new TakenList(seats, limits);
    }

    private static HoldReason hold(final Message m) throws MalformedMessageException {
        try {
            return m.text(3).equals("-") ? null : HoldReason.valueOf(m.text(3));
        } catch (final IllegalArgumentException e) {
            throw new MalformedMessageException(m.type().word() + ": field 'hold': value '" + m.text(3)
                + "' (expected: - or one of " + List.of(HoldReason.values()) + ")");
        }
    }

    @Override
    public String toString() {
        return seats.size() + " seats, " + limits.size() + " limits";
    }
}
