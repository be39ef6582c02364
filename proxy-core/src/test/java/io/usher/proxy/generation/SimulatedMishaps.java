package io.usher.proxy.generation;

import java.util.List;

/** What happens to processes: as much of it as the seed has in store. */
final class SimulatedMishaps {
    private final SimulatedHost host;
    private int deaths;
    private int stops;
    private int cuts;
    private int ends;

    SimulatedMishaps(final SimulatedHost host) {
        this.host = host;
        this.deaths = host.chance(3) ? 0 : host.below(4);
        this.stops = host.chance(2) ? 0 : host.below(4);
        this.cuts = host.chance(4) ? 1 : 0;
        this.ends = host.chance(3) ? host.below(3) : 0;
    }

    void none() {
        deaths = 0;
        stops = 0;
        cuts = 0;
        ends = 0;
    }

    void any() {
        final List<SimulatedGeneration> living = host.living();
        if (living.isEmpty()) {
            return;
        }
        final SimulatedGeneration g = living.get(host.below(living.size()));
        switch (host.below(8)) {
            case 0, 1 -> kill(g);
            case 2, 3 -> stop(g);
            case 4 -> {
                if (g.stopped) {
                    host.say("generation " + g.number, " is continued", "");
                    g.stopped = false;
                }
            }
            case 5 -> cut(g);
            default -> end(g);
        }
    }

    private void kill(final SimulatedGeneration g) {
        if (deaths > 0) {
            deaths--;
            host.mishaps++;
            host.say("KILL of generation " + g.number, "", "");
            host.silenced(g); // It ends its sessions before it says that it ends.
            host.die(g);
        }
    }

    private void stop(final SimulatedGeneration g) {
        if (stops > 0 && !g.stopped) {
            stops--;
            host.mishaps++;
            host.say("generation " + g.number, " is STOPPED", "");
            g.stopped = true;
            if (host.traffic(g) != null) { // Its successor does not wait for long for what it says.
                host.traffic(g).queries.forEach(q -> q.excused = true);
            }
        }
    }

    private void cut(final SimulatedGeneration g) {
        if (cuts > 0 && g.successor != null && g.successor.step() == Successor.Step.ACTIVE && !g.stopped) {
            cuts--;
            host.mishaps++;
            host.say("the stream is CUT at generation " + g.number, "", "");
            host.silenced(g);
            g.asking.peer().close();
            g.successor.eof();
        }
    }

    /** SIGTERM or SIGUSR1. */
    private void end(final SimulatedGeneration g) {
        if (ends == 0 || g.stopped || g.course.asPredecessor() == null) {
            return;
        }
        ends--;
        host.mishaps++;
        host.toldToEnd.add(g);
        if (host.chance(3)) {
            host.say("generation " + g.number, " is told to FINISH", "");
            g.course.finish();
        } else {
            host.say("generation " + g.number, " is told to END", "");
            final SimulatedGeneration p = host.predecessorOf(g);
            if (p != null && g.successor != null && g.successor.predecessor().map(Neighbour::connected).orElse(false)) {
                host.lastOfAll.put(p, g);
            }
            g.course.stop("SIGTERM");
        }
    }
}
