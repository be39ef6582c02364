package io.usher.proxy.generation;

import io.usher.proxy.traffic.Arrival;
import java.util.ArrayList;
import java.util.List;

/** The clients between two requests of one simulated process. */
final class SimulatedClients implements SimulatedServing.IdleClients {
    final SimulatedHost host;
    final SimulatedGeneration at;
    private final SimulatedTraffic traffic;
    private final List<SimulatedIdle> all = new ArrayList<>();

    SimulatedClients(final SimulatedHost host, final SimulatedTraffic traffic) {
        this.host = host;
        this.traffic = traffic;
        this.at = traffic.at;
    }

    void onLoop(final Runnable task) {
        traffic.loop.add(task);
    }

    /** One comes, by the front door or from the predecessor. */
    void add(final SimulatedClient client) {
        final SimulatedIdle idle = new SimulatedIdle(this, client);
        all.add(idle);
        host.say(idle, " is between requests", "");
        idle.offer(at.serving.exit);
    }

    /** A client comes, or one that is here does something. */
    void something() {
        if (at.serving.accepting && host.chance(2)) {
            add(host.client());
            return;
        }
        final SimulatedIdle idle = all.isEmpty() ? null : all.get(host.below(all.size()));
        if (idle == null) {
            return;
        }
        if (idle.isHere() || host.has(HandoverMutant.IDLE_STILL_READ) && idle.status() == SimulatedIdle.Status.AWAY) {
            idle.touch();
        }
        if (idle.isToEnd() || idle.isHere() && host.chance(6)) {
            idle.leave();
        }
    }

    /** Each that finishing generations keep has had its last answer. */
    void dismiss() {
        all.stream().filter(SimulatedIdle::isToEnd).forEach(SimulatedIdle::leave);
    }

    /** Whoever can leaves by the exit. */
    @Override
    public void leave() {
        onLoop(() -> List.copyOf(all).forEach(idle -> idle.offer(at.serving.exit)));
    }

    @Override
    public void close() {
        onLoop(() -> all.stream().filter(SimulatedIdle::isHere).forEach(SimulatedIdle::leave));
    }

    boolean any() {
        return all.stream().anyMatch(SimulatedIdle::isOpen);
    }

    /** The process is dead. */
    void die() {
        all.forEach(SimulatedIdle::die);
    }

    /** One that the predecessor sends. */
    Arrival arriving(final int descriptor, final String luggage) {
        final SimulatedIdle old = host.packed(descriptor, SimulatedIdle.class);
        if (!old.client.toString().equals(luggage)) {
            throw new SimulationFailure("the descriptor of " + old + " came with the luggage of " + luggage);
        }
        if (host.chance(8)) {
            throw new IllegalArgumentException("no frontend");
        }
        old.client.arriving = at;
        return () -> {
            host.say(old, " enters generation ", at.number);
            old.enters(this);
        };
    }
}
