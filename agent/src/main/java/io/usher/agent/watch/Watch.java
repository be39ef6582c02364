package io.usher.agent.watch;

import io.usher.agent.desired.DesiredServers;
import io.usher.agent.event.EventLog;
import io.usher.agent.generation.Generation;
import io.usher.agent.generation.GenerationEvents;
import io.usher.agent.generation.Supervisor;
import io.usher.agent.proxy.GenerationReport;
import io.usher.agent.proxy.ServerTable;
import io.usher.agent.store.Database;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Looks at everything that is worth an event. */
public final class Watch implements GenerationEvents {
    /** Seconds between two looks at generations while nothing goes on, and between two at the database. */
    private static final int SELDOM = 5;
    /** Seconds without anything after which nothing goes on, and seconds between two looks then. */
    private static final int UNTIL_CALM = 10;
    private static final int CALM = 5;
    private final Supervisor supervisor;
    private final EventLog events;
    private final Executor observer;
    private final ServerWatch servers;
    private final GenerationWatch generations;
    private final SeatWatch seats;
    private final DatabaseWatch database;
    // all of these are the observer's thread's
    private long seconds;
    private long databaseAt;
    private long generationsAt;
    private long calm; // seconds for which nothing has gone on
    private boolean work; // requests were at servers when they were last looked at
    private ServerTable last;

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

    /**
     * Whether it is time to look, asked once a second: yes, but every fifth time only while nothing goes on and nobody is
     * subscribed, so that an agent that has nothing to do takes next to nothing of its host.
     */
    public boolean due() {
        seconds++;
        calm = work || events.watched() || seats.anyHeld() || supervisor.living().size() != 1 ? 0 : calm + 1;
        return calm < UNTIL_CALM || seconds % CALM == 0;
    }

    /** What the active generation says of its servers. */
    public void servers(final Generation of, final ServerTable table) {
        if (!table.equals(last)) {
            calm = 0;
            last = table;
        }
        servers.look(of.number(), table, seats.elsewhere());
        work = table.servers().stream().anyMatch(row -> row.current() > 0);
    }

    /** Looks at all else. */
    public void look() {
        if (seconds - databaseAt >= SELDOM) {
            databaseAt = seconds;
            database.look();
        }
        if (seconds - generationsAt >= SELDOM || supervisor.living().size() > 1 || work || seats.anyHeld() || events.watched()) {
            generationsAt = seconds;
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
        seats.elsewhere(reports, supervisor.active().map(Generation::number).orElse(0));
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
