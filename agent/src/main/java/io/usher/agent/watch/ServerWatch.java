package io.usher.agent.watch;

import io.usher.agent.desired.StatusWord;
import io.usher.agent.event.EventSink;
import io.usher.agent.event.EventType;
import io.usher.agent.proxy.BackendRow;
import io.usher.agent.proxy.ServerRow;
import io.usher.agent.proxy.ServerTable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Publishes how servers and backends change from one look to the next. One of which nothing was ever told counts as up before:
 * so the first look at many that are up tells nothing, and one that is found down is told.
 */
final class ServerWatch {
    private final EventSink events;
    private final Past past;
    private final BiFunction<String, String, Optional<String>> setBy;
    private final Map<String, String> states = new HashMap<>(); // by BACKEND/SERVER: up, down, maint, drain
    private final Map<String, String> backends = new HashMap<>();
    private final Map<String, Long> left = new HashMap<>(); // requests at servers that take no new ones
    private boolean begun;
    private int generation;
    private Set<String> present = Set.of();
    private ServerTable last;
    private Map<String, Long> lastElsewhere = Map.of();

    /** @param setBy who set the state of a server (backend, name) at runtime; empty = nobody */
    ServerWatch(final EventSink events, final Past past, final BiFunction<String, String, Optional<String>> setBy) {
        this.events = events;
        this.past = past;
        this.setBy = setBy;
    }

    /**
     * @param number    of the generation that says so
     * @param elsewhere requests of earlier generations, by BACKEND/SERVER
     */
    void look(final int number, final ServerTable table, final Map<String, Long> elsewhere) {
        if (begun && number == generation && table.equals(last) && elsewhere.equals(lastElsewhere)) {
            return;
        }
        if (!begun) {
            past.latestOf(EventType.SERVER_STATE).forEach(event -> states.put(event.subject(), Past.detail(event, "to")));
            past.latestOf(EventType.BACKEND_STATE).forEach(event -> backends.put(event.subject(), Past.detail(event, "to")));
        }
        final Set<String> now = new HashSet<>();
        table.servers().forEach(row -> now.add(name(row)));
        if (begun) {
            present.stream().filter(name -> !now.contains(name)).sorted().forEach(name -> gone(name, number));
        }
        for (final ServerRow row : table.servers()) {
            if (begun && !present.contains(name(row))) {
                added(row, number);
            }
            state(row, number);
            left(row, row.current() + elsewhere.getOrDefault(name(row), 0L), number);
        }
        table.backends().forEach(row -> backend(row, number));
        present = now;
        generation = number;
        last = table;
        lastElsewhere = elsewhere;
        begun = true;
    }

    private void added(final ServerRow row, final int number) {
        events.publish(EventType.SERVER_ADDED, name(row), name(row) + " is there" + since(number),
                detail(number, "address", row.address(), "state", word(row)));
        states.put(name(row), word(row));
    }

    private void gone(final String name, final int number) {
        states.remove(name);
        left.remove(name);
        events.publish(EventType.SERVER_REMOVED, name, name + " is there no more" + since(number), detail(number));
    }

    private String since(final int number) {
        return number == generation ? "" : ", with generation " + number;
    }

    private void state(final ServerRow row, final int number) {
        final String name = name(row);
        final String to = word(row);
        final String from = states.put(name, to);
        if (!to.equals(from) && !(from == null && to.equals(StatusWord.UP.word()))) {
            final boolean byHand = admin(to) || from != null && admin(from);
            final Optional<String> by = byHand ? setBy.apply(row.backend(), row.name()) : Optional.empty();
            final Map<String, Object> detail = detail(number, "from", from, "to", to, "status", row.status());
            detail.put("check", row.checkStatus());
            detail.put("by", by);
            events.publish(EventType.SERVER_STATE, name, name + " is " + row.status()
                    + (from == null ? "" : " (was " + from + ")") + cause(row, by), detail);
        }
    }

    private static String cause(final ServerRow row, final Optional<String> by) {
        return by.map(who -> ", set by " + who).orElse(row.checkStatus().isEmpty() ? "" : ", check " + row.checkStatus());
    }

    /** What is left at a server that takes no new requests: told when it changes, and a last time when nothing is. */
    private void left(final ServerRow row, final long count, final int number) {
        final String name = name(row);
        if (!admin(word(row))) {
            left.remove(name);
            return;
        }
        final Long before = left.put(name, count);
        if (before == null ? count > 0 : before != count) {
            events.publish(EventType.SERVER_DRAIN, name, name + (count == 0 ? " has no requests left"
                    : " has " + count + (count == 1 ? " request" : " requests") + " left"),
                    detail(number, "inWork", count, "queued", row.queued()));
        }
    }

    private void backend(final BackendRow row, final int number) {
        final String to = row.status().startsWith("DOWN") ? "down" : "up";
        final String from = backends.put(row.name(), to);
        if (!to.equals(from) && !(from == null && to.equals("up"))) {
            events.publish(EventType.BACKEND_STATE, row.name(), "backend " + row.name() + " is " + row.status() + ", "
                    + (row.active() + row.backup()) + " servers usable",
                    detail(number, "from", from, "to", to, "active", row.active(), "backup", row.backup()));
        }
    }

    private static Map<String, Object> detail(final int generation, final Object... namesAndValues) {
        final Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("generation", generation);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            detail.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return detail;
    }

    private static boolean admin(final String state) {
        return state.equals(StatusWord.MAINT.word()) || state.equals(StatusWord.DRAIN.word());
    }

    private static String word(final ServerRow row) {
        return StatusWord.in(row.status()).word();
    }

    private static String name(final ServerRow row) {
        return row.backend() + "/" + row.name();
    }
}
