package io.usher.agent.watch;

import io.usher.agent.event.Event;
import io.usher.agent.event.EventSink;
import io.usher.agent.event.EventType;
import io.usher.agent.proxy.ContestedServer;
import io.usher.agent.proxy.GenerationReport;
import io.usher.agent.proxy.SeatReport;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Publishes holds as they begin and end, and servers that close connections in seats which are rightly the proxy's. */
final class SeatWatch {
    static final String ON_HOLD = "on-hold";
    private static final String IN_WORK = "in-work";
    private final EventSink events;
    private final Past past;
    private final Map<String, Hold> holds = new LinkedHashMap<>(); // by the seat's id
    private final Map<String, Long> contested = new HashMap<>(); // by generation, server and address
    private Map<String, Long> elsewhere = Map.of();
    private boolean begun;

    SeatWatch(final EventSink events, final Past past) {
        this.events = events;
        this.past = past;
    }

    /**
     * A held seat that was told of.
     *
     * @param generation the one that last showed it
     */
    private record Hold(int generation, String subject, String address, String reason) {
    }

    boolean anyHeld() {
        return !holds.isEmpty();
    }

    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        for (final Event event : past.newest(EventType.HOLD_BEGAN, EventType.HOLD_ENDED, EventType.SERVER_CONTESTED)) {
            final int generation = number(Past.detail(event, "generation"));
            final String seat = Past.detail(event, "seat");
            final String address = Past.detail(event, "address");
            switch (event.type()) {
                case HOLD_BEGAN -> holds.put(seat, new Hold(generation, event.subject(), address, Past.detail(event, "reason")));
                case HOLD_ENDED -> holds.remove(seat);
                default -> contested.put(key(generation, event.subject(), address), (long) number(Past.detail(event, "count")));
            }
        }
    }

    private static int number(final String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    private static String key(final int generation, final String server, final String address) {
        return generation + " " + server + " " + address;
    }

    /**
     * What the generations say.
     *
     * @param reports of those that answered
     * @param living  numbers of all that live; where none does a successor may yet tell of the holds
     */
    void look(final Collection<GenerationReport> reports, final Collection<Integer> living) {
        begin();
        final Set<String> held = new HashSet<>();
        final Set<Integer> answered = new HashSet<>();
        for (final GenerationReport report : reports) {
            answered.add(report.number());
            report.seats().stream().filter(seat -> seat.state().equals(ON_HOLD)).forEach(seat -> {
                held.add(seat.id());
                hold(report, seat);
            });
            report.contested().forEach(server -> contested(report, server));
        }
        if (!living.isEmpty()) {
            holds.entrySet().stream().filter(one -> !held.contains(one.getKey())
                    && (answered.contains(one.getValue().generation) || !living.contains(one.getValue().generation)))
                    .map(Map.Entry::getKey).toList().forEach(this::ended);
            contested.keySet().removeIf(key -> !living.contains(Integer.valueOf(key.substring(0, key.indexOf(' ')))));
        }
    }

    private void hold(final GenerationReport report, final SeatReport seat) {
        final String subject = seat.server().isEmpty() ? seat.address() : seat.backend() + "/" + seat.server();
        final Hold before = holds.put(seat.id(), new Hold(report.number(), subject, seat.address(), seat.holdReason()));
        if (before == null) {
            final Map<String, Object> detail = detail(seat.id(), report.number(), seat.address(), seat.holdReason());
            detail.put("takenMillis", seat.ageMillis());
            events.publish(EventType.HOLD_BEGAN, subject,
                    "seat " + seat.id() + " at " + subject + " is held: " + seat.holdReason(), detail);
        }
    }

    private void ended(final String id) {
        final Hold hold = holds.remove(id);
        events.publish(EventType.HOLD_ENDED, hold.subject, "seat " + id + " at " + hold.subject + " is held no more",
                detail(id, hold.generation, hold.address, hold.reason));
    }

    private static Map<String, Object> detail(final String id, final int generation, final String address, final String reason) {
        final Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("seat", id);
        detail.put("generation", generation);
        detail.put("address", address);
        detail.put("reason", reason);
        return detail;
    }

    private void contested(final GenerationReport report, final ContestedServer server) {
        final String subject = server.backend() + "/" + server.server();
        final Long before = contested.put(key(report.number(), subject, server.address()), server.count());
        if (server.count() > (before == null ? 0 : before)) {
            events.publish(EventType.SERVER_CONTESTED, subject, subject + " (" + server.address() + ") closed " + server.count()
                    + " connections without an answer since generation " + report.number() + " began: it failed, or somebody else"
                    + " connects to it",
                    Map.of("generation", report.number(), "address", server.address(), "count", server.count()));
        }
    }

    /** Notes how many requests earlier generations have at servers. */
    void elsewhere(final Collection<GenerationReport> reports, final int active) {
        final Map<String, Long> counts = new HashMap<>();
        for (final GenerationReport report : reports) {
            if (report.number() != active) {
                report.seats().stream().filter(seat -> seat.state().equals(IN_WORK) && !seat.server().isEmpty())
                        .forEach(seat -> counts.merge(seat.backend() + "/" + seat.server(), 1L, Long::sum));
            }
        }
        elsewhere = counts;
    }

    /** By BACKEND/SERVER; those without any are missing. */
    Map<String, Long> elsewhere() {
        return elsewhere;
    }
}
