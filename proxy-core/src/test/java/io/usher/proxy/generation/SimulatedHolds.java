package io.usher.proxy.generation;

import io.usher.proxy.seat.SeatConnection;
import io.usher.proxy.seat.Take;
import io.usher.proxy.traffic.HoldArrival;
import io.usher.proxy.traffic.HoldDeparture;
import io.usher.proxy.traffic.HoldExit;
import java.util.List;

/** A hard stop in a simulated process: its sessions are cut, and its seats on hold pass with their connections. */
final class SimulatedHolds {
    private static final String WATCH = "watch";

    private final SimulatedHost host;
    private final SimulatedTraffic traffic;

    SimulatedHolds(final SimulatedHost host, final SimulatedTraffic traffic) {
        this.host = host;
        this.traffic = traffic;
    }

    /** Whoever has no answer yet gets none: that is what a hard stop is. */
    void cutSessions() {
        host.mishaps++;
        for (final SimulatedQuery q : List.copyOf(traffic.queries)) {
            if (q.status == SimulatedQuery.Status.WAITING || q.status == SimulatedQuery.Status.IN_WORK) {
                traffic.loop.add(() -> cut(q));
            }
        }
    }

    private void cut(final SimulatedQuery q) {
        if (q.status != SimulatedQuery.Status.WAITING && q.status != SimulatedQuery.Status.IN_WORK) {
            return;
        }
        q.request.harmed = true;
        traffic.leave(q);
    }

    /** What only waits for its server. */
    void offer(final HoldExit exit) {
        for (final SimulatedLink l : List.copyOf(traffic.links)) {
            final Take.State state = l.take.state();
            if (l.take.connection() == l && (state == Take.State.ON_HOLD || state == Take.State.CLOSING)) {
                exit.offer(new Leaving(l));
            }
        }
        traffic.closeIdle();
    }

    private final class Leaving implements HoldDeparture {
        private final SimulatedLink link;
        private final Take take;
        private int descriptor;

        Leaving(final SimulatedLink link) {
            this.link = link;
            this.take = link.take;
        }

        @Override
        public Take take() {
            return take;
        }

        @Override
        public void leave(final Answer answer) {
            traffic.loop.add(() -> {
                final boolean waits = take.state() == Take.State.ON_HOLD || take.state() == Take.State.CLOSING;
                if (!waits || link.passing || link.phase == SimulatedLink.Phase.GONE) {
                    answer.ended();
                    return;
                }
                link.passing = true;
                descriptor = host.pack(link);
                answer.packed(descriptor, WATCH);
            });
        }

        @Override
        public void gone() {
            traffic.links.remove(link);
            host.say("a hold has passed: ", "", link);
        }

        @Override
        public void stays() {
            host.discard(descriptor);
            link.passing = false;
        }
    }

    /** A connection that the predecessor sends. */
    HoldArrival arriving(final int descriptor, final String watch) {
        final SimulatedLink link = host.packed(descriptor, SimulatedLink.class);
        if (!watch.equals(WATCH) || host.chance(6)) {
            throw new IllegalArgumentException("watch " + watch + " cannot be kept here");
        }
        return new HoldArrival() {
            @Override
            public SeatConnection connection() {
                return link;
            }

            @Override
            public void begin(final Take take, final boolean alone) {
                traffic.loop.add(() -> {
                    link.owner = traffic;
                    link.take = take;
                    link.passing = false;
                    traffic.links.add(link);
                });
            }
        };
    }
}
