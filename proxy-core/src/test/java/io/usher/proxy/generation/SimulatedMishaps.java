package io.usher.proxy.generation;

import java.util.List;

/** What happens to processes: as much of it as the seed has in store. */
final class SimulatedMishaps {
    private final SimulatedHost host;
    private int deaths;
    private int stops;
    private int cuts;
    private int ends;
    private int resumes;

    SimulatedMishaps(final SimulatedHost host) {
        this.host = host;
        this.deaths = host.chance(3) ? 0 : host.below(4);
        this.stops = host.chance(2) ? 0 : host.below(4);
        this.cuts = host.chance(4) ? 1 : 0;
        this.ends = host.chance(3) ? host.below(3) : 0;
        this.resumes = host.chance(3) ? 0 : 1 + host.below(6);
    }

    void none() {
        deaths = 0;
        stops = 0;
        cuts = 0;
        ends = 0;
        resumes = 0;
    }

    /** An operator wishes a generation back that finishes or stands by. */
    void resume() {
        if (resumes == 0 || !host.chance(15)) {
            return;
        }
        for (final SimulatedGeneration g : host.living()) {
            final Predecessor.Step step = g.step(true);
            if (!g.stopped && (step == Predecessor.Step.FINISHING || step == Predecessor.Step.STANDBY)
                && !g.course.asPredecessor().wayBack().underWay()) {
                resumes--;
                host.say("generation " + g.number, " is wished back", "");
                g.course.resume(why ->
                    host.say("generation " + g.number, why == null ? " is ACTIVE AGAIN" : " is not: " + why, ""));
                return;
            }
        }
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
        final Successor asSuccessor = g.course.asSuccessor();
        if (cuts > 0 && asSuccessor != null && asSuccessor.step() == Successor.Step.ACTIVE && !g.stopped) {
            cuts--;
            host.mishaps++;
            host.say("the stream is CUT at generation " + g.number, "", "");
            host.silenced(g);
            g.cutFromBefore();
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
            final SimulatedGeneration finishing = host.predecessorOf(g);
            final SimulatedGeneration p = finishing == null ? host.standingBehind(g) : finishing;
            final Successor asSuccessor = g.course.asSuccessor();
            if (p != null && asSuccessor != null && !asSuccessor.handsBack()
                && asSuccessor.predecessor().map(Neighbour::connected).orElse(false)) {
                host.lastOfAll.put(p, g);
            }
            g.course.stop("SIGTERM");
        }
    }
}
