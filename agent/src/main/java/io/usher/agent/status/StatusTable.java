package io.usher.agent.status;

import io.usher.agent.control.StatusSnapshot;
import io.usher.agent.desired.BackendView;
import io.usher.agent.desired.FieldView;
import io.usher.agent.desired.ServerView;
import io.usher.agent.generation.GenerationView;
import io.usher.agent.generation.SeatView;
import io.usher.agent.reload.Blocking;
import io.usher.agent.reload.Reload;
import io.usher.agent.schedule.Schedule;
import io.usher.agent.schedule.ScheduleState;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The answer to {@code curl /status}: what an operator wants to know first stands first. Fits 120 columns. */
public final class StatusTable {

    private static final int SEATS_SHOWN = 40;
    private static final int SERVERS_SHOWN = 200;
    /** The proxy's word for a seat that another generation has taken. */
    private static final String ELSEWHERE = "elsewhere";
    /** In place of a number that the proxy does not know. */
    private static final String NOT_TOLD = "-";

    private StatusTable() {
    }

    /** The table, lines ended by LF. */
    public static String of(final StatusSnapshot status) {
        final StringBuilder out = new StringBuilder();
        out.append("usher-agent ").append(status.version()).append(", up ").append(age(status.started(), status.time()))
                .append(", ").append(second(status.time())).append('\n');
        for (final String problem : status.problems()) {
            out.append("PROBLEM  ").append(continued(problem, 9)).append('\n');
        }
        proxy(status, out);
        out.append("configuration  ").append(String.join(" ", status.configuration().files()));
        if (!status.configuration().message().isEmpty()) {
            out.append("  (").append(status.configuration().message()).append(')');
        }
        out.append('\n');
        gate(status, out);
        generations(status, out);
        servers(status, out);
        seats(status, out);
        schedules(status, out);
        return out.toString();
    }

    private static void proxy(final StatusSnapshot status, final StringBuilder out) {
        if (!status.proxy().exact()) {
            out.append("proxy  ").append(status.proxy().program()).append(", with which not everything is exact\n");
            status.proxy().limits().forEach(limit -> out.append("  ").append(limit).append('\n'));
        }
    }

    private static void gate(final StatusSnapshot status, final StringBuilder out) {
        out.append("gate  ").append(status.gateOpen() ? "open: a reload would start now" : "shut").append('\n');
        for (final Blocking blocking : status.blocking()) {
            out.append("  generation ").append(blocking.generation()).append(' ').append(blocking.message()).append('\n');
        }
        for (final Reload reload : status.reloads()) {
            out.append("  reload ").append(reload.id()).append(' ').append(reload.state().json()).append(" (")
                    .append(reload.when()).append(", asked ").append(age(reload.asked(), status.time())).append(" ago by ")
                    .append(reload.by()).append(')').append(said(reload)).append('\n');
        }
        status.lastReload().ifPresent(last -> out.append("  last reload ").append(last.id()).append(' ')
                .append(last.state().json()).append(last.to().map(to -> ", generation " + to).orElse(""))
                .append(last.finished().map(at -> ", " + age(at, status.time()) + " ago").orElse(""))
                .append(said(last)).append('\n'));
    }

    private static String said(final Reload reload) {
        return reload.message().isEmpty() ? "" : ": " + continued(reload.message(), 4);
    }

    /** The proxy speaks in lines: the second and following are indented below the first. */
    private static String continued(final String text, final int indent) {
        return text.strip().replace("\n", "\n" + " ".repeat(indent));
    }

    private static void generations(final StatusSnapshot status, final StringBuilder out) {
        final boolean exact = status.proxy().exact();
        final TextTable table = new TextTable().row("generation", "state", "pid", "up", "queued", "connections", "tunnels",
                "seats taken", "on hold", "note");
        for (final GenerationView generation : status.generations()) {
            final long taken = generation.seats().stream().filter(seat -> !shownElsewhere(seat, generation, status)).count();
            final long held = generation.seats().stream().filter(seat -> seat.state().equals("on-hold")).count();
            table.row(generation.number(), generation.state().json(), generation.pid(), age(generation.started(), status.time()),
                    generation.queued(), generation.connections(), generation.tunnels(), exact ? taken : NOT_TOLD,
                    exact ? held : NOT_TOLD, generation.note());
        }
        out.append('\n').append(table.text());
    }

    private static void servers(final StatusSnapshot status, final StringBuilder out) {
        for (final BackendView backend : status.backends()) {
            out.append('\n').append("  backend ").append(backend.name()).append(' ').append(backend.status()).append(": ")
                    .append(backend.usableServers()).append(" of ").append(backend.servers()).append(" servers usable, ")
                    .append(backend.inWork()).append(" in work, ").append(backend.queued()).append(" queued\n");
            final List<ServerView> servers =
                    status.servers().stream().filter(server -> server.backend().equals(backend.name())).toList();
            final TextTable table = new TextTable().row("server", "address", "status", "state", "weight", "maxconn", "in work",
                    "queued", "total", "override");
            servers.stream().limit(SERVERS_SHOWN).forEach(server -> table.row(server.name(), server.endpoint(), server.status(),
                    server.state().value().json(), marked(server.weight()), marked(server.maxconn()), server.inWork(),
                    server.queued(), server.total(), overrides(server, status.time())));
            out.append(table.text());
            if (servers.size() > SERVERS_SHOWN) {
                out.append("  and ").append(servers.size() - SERVERS_SHOWN).append(" more: GET /v1/backends/")
                        .append(backend.name()).append("/servers\n");
            }
        }
    }

    private static String marked(final FieldView<Integer> field) {
        return field.value() + (field.override().isPresent() ? "*" : "");
    }

    private static String overrides(final ServerView server, final Instant now) {
        final List<String> texts = new ArrayList<>();
        override("state", server.state().override().map(o -> by(o.value().json(), o.since(), o.by(), now)), texts);
        override("weight", server.weight().override().map(o -> by(o.value(), o.since(), o.by(), now)), texts);
        override("maxconn", server.maxconn().override().map(o -> by(o.value(), o.since(), o.by(), now)), texts);
        return String.join(", ", texts);
    }

    private static void override(final String field, final Optional<String> text, final List<String> texts) {
        text.ifPresent(value -> texts.add(field + " " + value));
    }

    private static String by(final Object value, final Instant since, final String who, final Instant now) {
        return value + " since " + age(since, now) + " by " + who;
    }

    private static void seats(final StatusSnapshot status, final StringBuilder out) {
        final TextTable table = new TextTable().row("seat", "server", "address", "state", "age", "for");
        int all = 0;
        for (final GenerationView generation : status.generations()) {
            for (final SeatView seat : generation.seats()) {
                if (!shownElsewhere(seat, generation, status) && all++ < SEATS_SHOWN) {
                    table.row(seat.id(), server(seat, status), seat.address(), seat.state(), millis(seat.ageMillis()),
                            seat.holder().isEmpty() ? seat.holdReason() : seat.holder());
                }
            }
        }
        if (!table.isEmpty()) {
            out.append('\n').append(table.text());
        }
        if (all > SEATS_SHOWN) {
            out.append("  and ").append(all - SEATS_SHOWN).append(" more: GET /v1/generations\n");
        }
    }

    /** Taken by another generation, which shows the seat itself: one seat is one line. */
    private static boolean shownElsewhere(final SeatView seat, final GenerationView by, final StatusSnapshot status) {
        return seat.state().equals(ELSEWHERE) && status.generations().stream().filter(other -> other.number() != by.number())
                .anyMatch(other -> other.seats().stream().anyMatch(its -> its.id().equals(seat.id())));
    }

    /** A seat that came over from a dead generation knows its address only. */
    private static String server(final SeatView seat, final StatusSnapshot status) {
        return seat.server().isEmpty() ? status.servers().stream().filter(server -> server.endpoint().equals(seat.address()))
                .findFirst().map(server -> server.backend() + "/" + server.name()).orElse("-")
                : seat.backend() + "/" + seat.server();
    }

    private static void schedules(final StatusSnapshot status, final StringBuilder out) {
        if (status.schedules().isEmpty()) {
            return;
        }
        final TextTable table = new TextTable().row("schedule", "when", "zone", "action", "next", "then");
        for (final Schedule schedule : status.schedules()) {
            final List<OffsetDateTime> next = schedule.next();
            table.row(schedule.id(), schedule.cron().orElseGet(() -> schedule.at().map(Instant::toString).orElse("")),
                    schedule.timeZone(), schedule.action().type(),
                    schedule.state() == ScheduleState.PAUSED ? "paused" : next.isEmpty() ? "-" : next.get(0),
                    next.size() < 2 ? "-" : next.get(1));
        }
        out.append('\n').append(table.text());
    }

    private static Instant second(final Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    private static String age(final Instant since, final Instant now) {
        return millis(Math.max(0, Duration.between(since, now).toMillis()));
    }

    /** {@code 340ms}, {@code 12s}, {@code 3m04s}, {@code 2h05m}, {@code 9d03h}. */
    static String millis(final long millis) {
        final long seconds = millis / 1000;
        if (seconds < 1) {
            return millis + "ms";
        } else if (seconds < 60) {
            return seconds + "s";
        } else if (seconds < 3600) {
            return String.format("%dm%02ds", seconds / 60, seconds % 60);
        } else if (seconds < 86400) {
            return String.format("%dh%02dm", seconds / 3600, seconds / 60 % 60);
        }
        return String.format("%dd%02dh", seconds / 86400, seconds / 3600 % 24);
    }
}
