package io.usher.agent.rest;

import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import io.usher.agent.schedule.Firing;
import io.usher.agent.schedule.FiringCause;
import io.usher.agent.schedule.FiringState;
import io.usher.agent.schedule.Schedule;
import io.usher.agent.schedule.ScheduleRequest;
import io.usher.agent.schedule.ScheduleService;
import io.usher.agent.schedule.ScheduleState;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Schedules in memory, which fire when they are told to. */
final class SchedulesDouble implements ScheduleService {

    private static final Instant NOW = ServicesDouble.NOW;
    private final Map<String, Schedule> schedules = new TreeMap<>();

    @Override
    public Schedule create(final ScheduleRequest request, final Requester by, final boolean dryRun) {
        if (request.timeZone().orElse("").equals("Mars/Olympus")) {
            throw new Invalid("timeZone", "timeZone: 'Mars/Olympus' (expected: a zone of the tz database)");
        }
        final Schedule schedule = new Schedule("01S", request.name(), ScheduleState.ACTIVE, request.cron(), Optional.empty(),
                request.timeZone().orElse("UTC"), request.misfire(), request.node(), request.action(), by.name(), NOW,
                List.of(OffsetDateTime.ofInstant(NOW, ZoneOffset.ofHours(1))), Optional.empty(), Optional.empty());
        return dryRun ? schedule : put(schedule);
    }

    private Schedule put(final Schedule schedule) {
        schedules.put(schedule.id(), schedule);
        return schedule;
    }

    @Override
    public List<Schedule> list(final boolean finishedToo) {
        return List.copyOf(schedules.values());
    }

    @Override
    public Schedule get(final String id) {
        return Optional.ofNullable(schedules.get(id)).orElseThrow(() -> new NotFound("no schedule '" + id + "'"));
    }

    @Override
    public List<Firing> firings(final String id, final int limit) {
        return List.of(firing(get(id)));
    }

    private static Firing firing(final Schedule schedule) {
        return new Firing("01F", schedule.id(), FiringCause.REQUEST, "127.0.0.1", NOW, Optional.of(NOW), Optional.empty(),
                FiringState.RUNNING, "reload 01B", Optional.of("01B"), Optional.empty(), Optional.empty(), "");
    }

    @Override
    public Schedule pause(final String id, final Requester by, final boolean dryRun) {
        return in(id, ScheduleState.PAUSED, dryRun);
    }

    @Override
    public Schedule resume(final String id, final Requester by, final boolean dryRun) {
        return in(id, ScheduleState.ACTIVE, dryRun);
    }

    private Schedule in(final String id, final ScheduleState state, final boolean dryRun) {
        final Schedule old = get(id);
        if (old.state() == state) {
            throw new Conflict("schedule " + id + " is " + state.word());
        }
        final Schedule schedule = new Schedule(old.id(), old.name(), state, old.cron(), old.at(), old.timeZone(), old.misfire(),
                old.node(),
                old.action(), old.by(), old.created(), old.next(), old.lastFired(), old.lastResult());
        return dryRun ? schedule : put(schedule);
    }

    @Override
    public Firing run(final String id, final Requester by, final boolean dryRun) {
        return firing(get(id));
    }

    @Override
    public Schedule delete(final String id, final Requester by, final boolean dryRun) {
        final Schedule schedule = get(id);
        if (!dryRun) {
            schedules.remove(id);
        }
        return schedule;
    }
}
