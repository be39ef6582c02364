package io.usher.agent.status;

import io.usher.agent.control.StatusSnapshot;
import io.usher.agent.generation.GenerationView;
import io.usher.agent.reload.Reload;
import io.usher.agent.reload.ReloadState;

/**
 * The snapshot in Prometheus' text format, version 0.0.4: what only Usher has, {@code usher_seats_*}, {@code usher_generation_*}
 * and {@code usher_reload_*}. What HAProxy's exporters have, too, comes from the package {@code metrics}.
 */
public final class Metrics {

    private final StringBuilder out = new StringBuilder();

    private Metrics() {
    }

    /** All metrics, each family with HELP and TYPE. */
    public static String of(final StatusSnapshot status) {
        final Metrics metrics = new Metrics();
        metrics.generations(status);
        if (status.proxy().exact()) { // of another there is nothing to tell: zeros would be wrong
            metrics.seatsTaken(status);
            metrics.seatEvents(status);
        }
        metrics.reloads(status);
        return metrics.out.toString();
    }

    private void generations(final StatusSnapshot status) {
        family("usher_generation_state", "gauge", "1 for the state a generation is in");
        for (final GenerationView generation : status.generations()) {
            sample("usher_generation_state", labels("generation", generation.number(), "state", generation.state().json()), 1);
        }
        family("usher_generation_queued", "gauge", "Requests waiting for a seat");
        status.generations().forEach(g -> sample("usher_generation_queued", labels("generation", g.number()), g.queued()));
        family("usher_generation_connections", "gauge", "Client connections");
        status.generations()
                .forEach(g -> sample("usher_generation_connections", labels("generation", g.number()), g.connections()));
        family("usher_proxy_exact", "gauge", "1 if no seat is sold twice with the program that runs");
        sample("usher_proxy_exact", labels("program", status.proxy().program()), status.proxy().exact() ? 1 : 0);
    }

    private void seatsTaken(final StatusSnapshot status) {
        family("usher_seats_taken", "gauge", "Seats taken, by what they are taken for");
        for (final GenerationView generation : status.generations()) {
            for (final String state : new String[] {"in-work", "idle", "closing", "on-hold", "elsewhere"}) {
                sample("usher_seats_taken", labels("generation", generation.number(), "state", state),
                        generation.seats().stream().filter(seat -> seat.state().equals(state)).count());
            }
        }
    }

    /** Each generation counts from its own start. */
    private void seatEvents(final StatusSnapshot status) {
        family("usher_seats_events_total", "counter", "What became of seats since the generation began");
        for (final GenerationView generation : status.generations()) {
            generation.seatEvents().forEach((event, count) ->
                    sample("usher_seats_events_total", labels("generation", generation.number(), "event", event), count));
        }
        family("usher_seats_contested_total", "counter", "Connections that a server closed without an answer");
        for (final GenerationView generation : status.generations()) {
            generation.contested().forEach(c -> sample("usher_seats_contested_total", labels("generation", generation.number(),
                    "proxy", c.backend(), "server", c.server(), "address", c.address()), c.count()));
        }
    }

    /** The agent's own counters begin anew with it. */
    private void reloads(final StatusSnapshot status) {
        final StatusSnapshot.Counters counters = status.counters();
        family("usher_reload_total", "counter", "Reloads since the agent started, by how they ended");
        sample("usher_reload_total", labels("outcome", "succeeded"), counters.reloadsSucceeded());
        sample("usher_reload_total", labels("outcome", "failed"), counters.reloadsFailed());
        sample("usher_reload_total", labels("outcome", "refused"), counters.reloadsRefused());
        sample("usher_reload_total", labels("outcome", "rolled-back"), counters.reloadsRolledBack());
        family("usher_reload_open", "gauge", "Reloads that are not over, by their state");
        for (final ReloadState state : ReloadState.values()) {
            final long open = status.reloads().stream().filter(reload -> reload.state() == state).count();
            if (!state.over()) {
                sample("usher_reload_open", labels("state", state.json()), open);
            }
        }
        family("usher_reload_gate_open", "gauge", "1 if a reload asked for now would start");
        sample("usher_reload_gate_open", "", status.gateOpen() ? 1 : 0);
        family("usher_reload_last_end_time_seconds", "gauge", "When the latest reload ended, since 1970");
        status.lastReload().flatMap(Reload::finished).ifPresent(at -> sample("usher_reload_last_end_time_seconds",
                labels("outcome", status.lastReload().get().state().json()), at.getEpochSecond()));
        family("usher_generation_restarts_total", "counter", "Generations started anew after a death, since the agent started");
        sample("usher_generation_restarts_total", "", counters.restarts());
    }

    private void family(final String name, final String type, final String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ").append(name).append(' ').append(type)
                .append('\n');
    }

    private void sample(final String name, final String labels, final long value) {
        out.append(name).append(labels).append(' ').append(value).append('\n');
    }

    private static String labels(final Object... namesAndValues) {
        final StringBuilder labels = new StringBuilder("{");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.append(i == 0 ? "" : ",").append(namesAndValues[i]).append("=\"")
                    .append(String.valueOf(namesAndValues[i + 1]).replace("\\", "\\\\").replace("\"", "\\\"")
                            .replace("\n", "\\n"))
                    .append('"');
        }
        return labels.append('}').toString();
    }
}
