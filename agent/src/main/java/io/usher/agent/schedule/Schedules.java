package io.usher.agent.schedule;

import io.usher.agent.desired.ServerService;
import io.usher.agent.event.EventSink;
import io.usher.agent.event.EventType;
import io.usher.agent.reload.ReloadService;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import io.usher.agent.request.Unavailable;
import io.usher.agent.store.AuditLog;
import io.usher.agent.store.Database;
import io.usher.agent.store.StoreUnavailable;
import io.usher.agent.store.TimeOrderedIds;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Schedules in the agent's database, with Quartz to say when one is due. Any thread. */
public final class Schedules implements ScheduleService, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);

    private final ScheduleTable table;
    private final FiringTable firings;
    private final FiringRun run;
    private final Timetable timetable;
    private final Actions actions;
    private final ScheduleReader reader;
    private final AuditLog audit;
    private final EventSink events;
    private final TimeOrderedIds ids;
    private final InstantSource clock;
    private boolean started; // guarded by this

    public Schedules(final Database database, final ReloadService reloads, final ServerService servers, final AuditLog audit,
                     final EventSink events, final TimeOrderedIds ids, final InstantSource clock) throws SchedulerException {
        this.table = new ScheduleTable(database);
        this.firings = new FiringTable(database, database.node());
        this.actions = new Actions(reloads, servers, clock);
        this.reader = new ScheduleReader(actions, clock, database.node(), database.location().dialect().shared());
        this.run = new FiringRun(database, FiringRun.Agent.of(database), actions, events, ids, clock);
        this.timetable = new Timetable(database, run::due);
        this.audit = audit;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * From now on schedules fire; what was missed while no agent ran goes by each schedule's policy. Where the database does not
     * answer, nothing fires until a later call finds it answering. One thread at a time.
     */
    public synchronized void startIfPossible() {
        if (started) {
            return;
        }
        try {
            for (final ScheduleRow row : table.open()) {
                if (!timetable.holds(row.id())) {
                    handOver(row);
                }
            }
            timetable.start();
            started = true;
        } catch (final SchedulerException | StoreUnavailable e) {
            LOG.warn("schedules do not fire: {}", e.getMessage());
        }
    }

    /** An agent may have died between the two writes that make a schedule, or those that end one. */
    private void handOver(final ScheduleRow row) throws SchedulerException {
        final boolean fired = row.at().isPresent()
                && (row.lastFired().isPresent() || firings.find(row.id(), row.at().get()).isPresent());
        if (!fired && (row.at().isPresent() || row.after(row.created()).isPresent())) {
            timetable.add(row, row.created());
        } else if (firings.open(row.id()).isEmpty()) {
            table.finish(row.id(), clock.instant());
        }
    }

    /** Goes on with ramps and reloads under way; about once a second, one thread at a time. */
    public void look() {
        synchronized (this) {
            if (!started) {
                return;
            }
        }
        run.look();
    }

    @Override
    public Schedule create(final ScheduleRequest request, final Requester by, final boolean dryRun) {
        final ScheduleRow row = reader.read(ids.next(), request, by);
        if (!dryRun) {
            table.insert(row);
            try {
                timetable.add(row, row.created());
            } catch (final SchedulerException e) {
                table.delete(row.id());
                throw new Unavailable("the schedule could not be stored: " + e.getMessage(), e);
            }
            changed(row, by, "created: " + row.action().type() + ", " + row.when());
        }
        return row.view(clock.instant());
    }

    private void changed(final ScheduleRow row, final Requester by, final String how) {
        audit.write(by, "schedule", row.id(), how);
        events.publish(EventType.SCHEDULE_CHANGED, row.id(), "schedule " + row.label() + " " + how + ", by " + by,
                Map.of("change", how, "by", by.name()));
    }

    @Override
    public List<Schedule> list(final boolean finishedToo) {
        final Instant now = clock.instant();
        return (finishedToo ? table.all() : table.open()).stream().map(row -> row.view(now)).toList();
    }

    @Override
    public Schedule get(final String id) {
        return find(id).view(clock.instant());
    }

    private ScheduleRow find(final String id) {
        return table.find(id).orElseThrow(() -> new NotFound("there is no schedule '" + id + "'"));
    }

    @Override
    public List<Firing> firings(final String id, final int limit) {
        return firings.latest(find(id).id(), limit);
    }

    @Override
    public Schedule pause(final String id, final Requester by, final boolean dryRun) {
        final ScheduleRow row = unfinished(id);
        if (row.paused().isPresent()) {
            throw new Conflict("schedule " + row.label() + " is paused since " + row.paused().get());
        }
        return paused(row, Optional.of(clock.instant()), by, dryRun, "paused");
    }

    @Override
    public Schedule resume(final String id, final Requester by, final boolean dryRun) {
        final ScheduleRow row = unfinished(id);
        if (row.paused().isEmpty()) {
            throw new Conflict("schedule " + row.label() + " is not paused");
        }
        return paused(row, Optional.empty(), by, dryRun, "resumed");
    }

    private ScheduleRow unfinished(final String id) {
        final ScheduleRow row = find(id);
        if (row.finished().isPresent()) {
            throw new Conflict("schedule " + row.label() + " is finished since " + row.finished().get()
                    + " and never fires again");
        }
        return row;
    }

    private Schedule paused(final ScheduleRow row, final Optional<Instant> since, final Requester by, final boolean dryRun,
                            final String how) {
        if (!dryRun) {
            table.pause(row.id(), since);
            run.wake();
            changed(row, by, how);
        }
        return row.paused(since).view(clock.instant());
    }

    @Override
    public Firing run(final String id, final Requester by, final boolean dryRun) {
        final ScheduleRow row = find(id);
        if (dryRun) {
            return run.rehearse(row, by);
        }
        final Firing firing = run.request(row, by);
        audit.write(by, "schedule", id, "run: " + firing.state().word());
        return firing;
    }

    @Override
    public Schedule delete(final String id, final Requester by, final boolean dryRun) {
        final ScheduleRow row = find(id);
        if (!dryRun) {
            try {
                timetable.remove(id);
            } catch (final SchedulerException e) {
                throw new Unavailable("the schedule could not be removed: " + e.getMessage(), e);
            }
            table.delete(id);
            firings.deleteOf(id);
            changed(row, by, "deleted");
        }
        return row.view(clock.instant());
    }

    @Override
    public void close() {
        timetable.close();
    }
}
