package io.usher.proxy.generation;

import io.usher.proxy.seat.PredecessorSeats;
import io.usher.proxy.seat.SeatAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Places of the predecessor whose addresses come in more than one line. Thread: {@code generation}. */
final class PlaceMessages {
    private final Parts parts;
    private final Map<Long, List<SeatAddress>> places = new HashMap<>();

    PlaceMessages(final Parts parts) {
        this.parts = parts;
    }

    /** PLACE. */
    void received(final Message m, final PredecessorSeats seats) {
        final List<SeatAddress> addresses = places.computeIfAbsent(m.count(0), p -> new ArrayList<>());
        for (int i = 2; i < m.fields().size(); i++) {
            addresses.add(m.address(i));
        }
        if (m.count(1) == 0) {
            places.remove(m.count(0));
            parts.locked(() -> seats.place(m.count(0), addresses));
        }
    }
}
