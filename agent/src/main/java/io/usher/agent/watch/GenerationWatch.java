package io.usher.agent.watch;

import io.usher.agent.event.Event;
import io.usher.agent.event.EventSink;
import io.usher.agent.event.EventType;
import io.usher.agent.generation.Generation;
import io.usher.agent.generation.GenerationEvents.Cause;
import io.usher.agent.generation.LaunchedProcess;
import io.usher.agent.proxy.GenerationReport;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Publishes the lives of generations: started, serving, what is left while they finish, drained, ended. */
final class GenerationWatch {
    private final EventSink events;
    private final Past past;
    private final Map<Integer, Optional<LaunchedProcess>> known = new TreeMap<>(); // by number; empty = told by an earlier agent
    private final Map<Integer, Map<String, Object>> left = new HashMap<>(); // what was told last of those that finish
    private final Set<Integer> drained = new HashSet<>();
    private boolean begun;
    private int serving;

    GenerationWatch(final EventSink events, final Past past) {
        this.events = events;
        this.past = past;
    }

    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        for (final Event event : past.newest(EventType.GENERATION_STARTED, EventType.GENERATION_SERVES,
                EventType.GENERATION_DRAINED, EventType.GENERATION_ENDED)) {
            final int number = Integer.parseInt(event.subject());
            switch (event.type()) {
                case GENERATION_STARTED -> known.put(number, Optional.empty());
                case GENERATION_SERVES -> serving = number;
                case GENERATION_DRAINED -> drained.add(number);
                default -> {
                    known.remove(number);
                    drained.remove(number);
                }
            }
        }
    }

    /** These live now, newest first. */
    void living(final List<Generation> living) {
        begin();
        final Set<Integer> numbers = new HashSet<>();
        for (final Generation generation : living) {
            numbers.add(generation.number());
            if (!known.containsKey(generation.number())) {
                started(generation);
            }
            known.put(generation.number(), Optional.of(generation.process()));
        }
        for (final int number : List.copyOf(known.keySet())) {
            if (!numbers.contains(number)) {
                ended(number, known.remove(number));
            }
        }
    }

    private void started(final Generation generation) {
        known.put(generation.number(), Optional.of(generation.process()));
        events.publish(EventType.GENERATION_STARTED, String.valueOf(generation.number()), generation + " was started",
                Map.of("generation", generation.number(), "pid", generation.process().pid(), "started", generation.started(),
                        "configurationHash", generation.snapshot().map(snapshot -> snapshot.hash()).orElse("")));
    }

    private void ended(final int number, final Optional<LaunchedProcess> process) {
        left.remove(number);
        drained.remove(number);
        final Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("generation", number);
        process.ifPresent(it -> detail.put("pid", it.pid()));
        final Integer code = process.isPresent() && process.get().exitCode().isPresent() ? process.get().exitCode().getAsInt()
                : null;
        detail.put("exitCode", code);
        events.publish(EventType.GENERATION_ENDED, String.valueOf(number), "generation " + number + " ended"
                + (process.isEmpty() ? " while no agent watched" : code == null ? "" : " with exit code " + code), detail);
    }

    void serves(final Generation now, final Optional<Generation> before, final Cause cause) {
        begin();
        if (cause == Cause.ADOPTED && serving == now.number()) {
            known.putIfAbsent(now.number(), Optional.of(now.process()));
            return; // an earlier agent has told of it
        }
        if (!known.containsKey(now.number())) {
            started(now);
        }
        serving = now.number();
        final String word = cause.name().toLowerCase(Locale.ROOT).replace('_', '-');
        final Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("generation", now.number());
        detail.put("before", before.map(Generation::number));
        detail.put("cause", word);
        events.publish(EventType.GENERATION_SERVES, String.valueOf(now.number()), "generation " + now.number() + " serves ("
                + word + before.map(it -> ", after generation " + it.number()).orElse("") + ")", detail);
    }

    /** What a generation says of itself. */
    void look(final Generation generation, final GenerationReport report, final boolean active) {
        final int number = generation.number();
        if (active || report.active()) {
            left.remove(number);
            drained.remove(number); // it serves again
        } else if (report.state().equals("finishing")) {
            final Map<String, Object> now = left(report);
            if (!now.equals(left.put(number, now))) {
                events.publish(EventType.GENERATION_DRAIN, String.valueOf(number), "generation " + number + " finishes: "
                        + report.queued() + " queued, " + now.get("seats") + " seats taken, " + now.get("held") + " held, "
                        + report.connections() + " connections, " + report.tunnels() + " tunnels", now);
            }
        } else if (report.state().equals("drained") && drained.add(number)) {
            left.remove(number);
            events.publish(EventType.GENERATION_DRAINED, String.valueOf(number), "generation " + number + " is drained",
                    Map.of("generation", number));
        }
    }

    private static Map<String, Object> left(final GenerationReport report) {
        final Map<String, Object> left = new LinkedHashMap<>();
        left.put("generation", report.number());
        left.put("queued", report.queued());
        left.put("seats", report.seats().stream().filter(seat -> !seat.state().equals("elsewhere")).count());
        left.put("held", report.seats().stream().filter(seat -> seat.state().equals(SeatWatch.ON_HOLD)).count());
        left.put("connections", report.connections());
        left.put("tunnels", report.tunnels());
        return left;
    }
}
