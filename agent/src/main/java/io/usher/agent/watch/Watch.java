package io.usher.agent.watch;

import io.usher.agent.desired.DesiredServers;
import io.usher.agent.event.EventLog;
import io.usher.agent.generation.Generation;
import io.usher.agent.generation.GenerationEvents;
import io.usher.agent.generation.Supervisor;
import io.usher.agent.proxy.GenerationReport;
import io.usher.agent.proxy.ServerRow;
import io.usher.agent.proxy.ServerTable;
import io.usher.agent.store.Database;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Looks at everything that is worth an event. */
public final class Watch implements GenerationEvents {
    /** Looks between two at generations while nothing goes on, and between two at the database. */
    private static final int SELDOM = 5;
    private final Supervisor supervisor;
    private final EventLog events;
    private final Executor observer;
    private final ServerWatch servers;
    private final GenerationWatch generations;
    private final SeatWatch seats;
    private final DatabaseWatch database;
    private int looks; // the observer's thread's
    private boolean work; // the observer's thread's: requests were at servers when they were last looked at

    /** @param observer runs tasks on the observer's thread, soon */
    public Watch(final Supervisor supervisor, final DesiredServers servers, final Database database, final EventLog events,
                 final Executor observer) {
        final Past past = new Past(events);
        this.supervisor = supervisor;
        this.events = events;
        this.observer = observer;
        this.servers = new ServerWatch(events, past, servers::stateSetBy);
        this.generations = new GenerationWatch(events, past);
        this.seats = new SeatWatch(events, past);
        this.database = new DatabaseWatch(database, events);
    }

    /** What the active generation says of its servers. */
    public void servers(final Generation of, final ServerTable table) {
        servers.look(of.number(), table);
        work = table.servers().stream().mapToLong(ServerRow::current).anyMatch(current -> current > 0);
    }

    /** About once a second. */
    public void look() {
        looks++;
        if (looks % SELDOM == 0) {
            database.look();
        }
        if (looks % SELDOM == 0 || supervisor.living().size() > 1 || work || seats.anyHeld() || events.watched()) {
            lookAtGenerations();
        }
    }

    private void lookAtGenerations() {
        generations.living(supervisor.living());
        final List<GenerationReport> reports = new ArrayList<>();
        for (final Generation generation : supervisor.living()) {
            supervisor.report(generation).ifPresent(report -> {
                generations.look(generation, report, supervisor.active().orElse(null) == generation);
                reports.add(report);
            });
        }
        seats.look(reports, supervisor.living().stream().map(Generation::number).toList());
    }

    @Override
    public void serves(final Generation now, final Optional<Generation> before, final Cause cause) {
        observer.execute(() -> {
            generations.serves(now, before, cause);
            lookAtGenerations();
        });
    }

    @Override
    public void lessToWaitFor() {
        observer.execute(this::lookAtGenerations);
    }
}
