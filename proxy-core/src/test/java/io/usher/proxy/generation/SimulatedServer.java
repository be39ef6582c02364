package io.usher.proxy.generation;

import io.usher.proxy.seat.SeatAddress;
import java.util.ArrayList;
import java.util.List;

/** A server, whose own count is the truth: what it works on, and what living processes have connected or can at any moment. */
final class SimulatedServer {
    final SeatAddress address;
    /** How many it takes. */
    final int slots;
    private final List<SimulatedLink> links = new ArrayList<>();

    SimulatedServer(final String name, final int slots) {
        this.address = new SeatAddress(name);
        this.slots = slots;
    }

    int count() {
        int count = 0;
        for (final SimulatedLink l : links) {
            count += l.counts() ? 1 : 0;
        }
        return count;
    }

    void opened(final SimulatedLink link) {
        links.removeIf(l -> !l.counts());
        links.add(link);
        if (count() > slots) {
            throw new SimulationFailure(link + " is number " + count() + " at " + this + ": " + links);
        }
    }

    @Override
    public String toString() {
        return address + " (" + slots + " slots)";
    }
}
