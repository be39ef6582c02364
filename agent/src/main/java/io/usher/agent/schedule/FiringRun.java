package io.usher.agent.schedule;

import io.usher.agent.event.EventSink;
import io.usher.agent.event.EventType;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Refusal;
import io.usher.agent.request.Requester;
import io.usher.agent.request.Unavailable;
import io.usher.agent.store.Database;
import io.usher.agent.store.TimeOrderedIds;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries firings out, each once: what is to be done stands in the database before it is begun. What takes time goes on with
 * {@link #look}. Any thread.
 *
 * <pre>
 * due here ──────────────▶ RUNNING ──▶ SUCCEEDED | FAILED
 * due at one agent only ─▶ DUE ──(that agent looks)──▶ RUNNING
 * paused, missed, or the one before still runs ──▶ SKIPPED
 * </pre>
 */
final class FiringRun {
    private static final Logger LOG = LoggerFactory.getLogger(FiringRun.class);
    /** So late a firing was missed. */
    static final Duration MISSED = Duration.ofSeconds(5);
    /** An agent that has not been seen for so long is taken for dead, as Quartz does it after about that time. */
    static final Duration DEAD = Duration.ofSeconds(15);
    /** Quartz has something that an agent died at done again long before that. */
    static final Duration FORGOTTEN = Duration.ofMinutes(2);

    private final ScheduleTable schedules;
    private final FiringTable firings;
    private final Actions actions;
    private final EventSink events;
    private final TimeOrderedIds ids;
    private final InstantSource clock;
    private final String node;
    private final boolean shared;
    /** False while there is nothing to go on with; written and read by any thread. */
    private volatile boolean awake = true;
    private final Set<String> inHand = new HashSet<>(); // guarded by itself: ids of firings that a thread of this agent is at

    /** @param agent this one */
    FiringRun(final Database database, final Agent agent, final Actions actions, final EventSink events, final TimeOrderedIds ids,
              final InstantSource clock) {
        this.schedules = new ScheduleTable(database);
        this.firings = new FiringTable(database, agent.node());
        this.actions = actions;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
        this.node = agent.node();
        this.shared = agent.shared();
    }

    /**
     * Who does what is done here.
     *
     * @param node   its name among those that share the calendar; empty = there is no other
     * @param shared whether there may be others
     */
    record Agent(String node, boolean shared) {
        static Agent of(final Database database) {
            return new Agent(database.node(), database.location().dialect().shared());
        }
    }

    /** A time has come; {@code instead} of an agent that died at it. On a thread of Quartz. */
    void due(final String schedule, final Instant due, final boolean instead) {
        try {
            final Optional<ScheduleRow> row = schedules.find(schedule);
            if (row.isPresent()) {
                due(row.get(), due, instead);
            }
        } catch (final Refusal e) {
            LOG.error("schedule {} came due at {}, but: {}", schedule, due, e.getMessage());
        }
    }

    private void due(final ScheduleRow row, final Instant due, final boolean instead) {
        final Optional<Firing> earlier = firings.find(row.id(), due);
        final Instant now = clock.instant();
        if (earlier.isPresent()) {
            if (instead && earlier.get().state() == FiringState.RUNNING && mayDo(row) && !inHand(earlier.get().id())) {
                insteadOf(row, earlier.get(), now);
            }
            return;
        }
        final Firing firing = new Firing(ids.next(), row.id(), FiringCause.CALENDAR, "", due, Optional.empty(), Optional.empty(),
                FiringState.DUE, "", Optional.empty(), Optional.empty(), Optional.empty(), row.node().orElse(node));
        if (row.paused().isPresent()) {
            leaveOut(row, firing, now, "paused since " + row.paused().get());
        } else if (missed(row, due, now)) {
            leaveOut(row, firing, now, late(due, now));
        } else {
            begin(row, firing, now);
        }
    }

    private static boolean missed(final ScheduleRow row, final Instant due, final Instant now) {
        return row.misfire() == Misfire.SKIP && Duration.between(due, now).compareTo(MISSED) > 0;
    }

    private static String late(final Instant due, final Instant now) {
        return "missed by " + DurationText.write(Duration.between(due, now)) + ": misfire is skip";
    }

    private void leaveOut(final ScheduleRow row, final Firing firing, final Instant now, final String why) {
        final Firing left = firing.after(Progress.of(FiringState.SKIPPED, why), now);
        firings.insert(left, now);
        ended(row, left);
    }

    private boolean mayDo(final ScheduleRow row) {
        return row.node().isEmpty() || row.node().get().equals(node);
    }

    /**
     * Somebody wants it done now.
     *
     * @throws Conflict while an earlier firing is not over
     */
    Firing request(final ScheduleRow row, final Requester by) {
        final Firing firing = rehearse(row, by);
        begin(row, firing, firing.due());
        return firings.find(firing.id()).orElse(firing);
    }

    /** The same without doing it. */
    Firing rehearse(final ScheduleRow row, final Requester by) {
        final Optional<Firing> other = inTheWay(row);
        if (other.isPresent()) {
            throw new Conflict("schedule " + row.label() + ": its firing " + other.get().id() + " is "
                    + other.get().state().word()
                    + (other.get().result().isEmpty() ? "" : " (" + other.get().result() + ")"));
        }
        if (row.paused().isPresent() && row.action() instanceof ScheduleAction.Ramp) {
            throw new Conflict("schedule " + row.label()
                    + " is paused, and a ramp stands still then (expected: resume it first)");
        }
        actions.validate(row.action(), mayDo(row));
        return new Firing(ids.next(), row.id(), FiringCause.REQUEST, by.name(), clock.instant(), Optional.empty(),
                Optional.empty(),
                FiringState.DUE, "", Optional.empty(), Optional.empty(), Optional.empty(), row.node().orElse(node));
    }

    /** A ramp under way, or a firing that its agent has not begun: another one beside it would do the same, or undo it. */
    private Optional<Firing> inTheWay(final ScheduleRow row) {
        return firings.open(row.id()).stream().filter(open -> open.state() == FiringState.DUE
                || open.step().isPresent()).findFirst();
    }

    private void begin(final ScheduleRow row, final Firing firing, final Instant now) {
        final Optional<Firing> other = inTheWay(row);
        if (other.isPresent()) {
            leaveOut(row, firing, now, "the firing before, " + other.get().id() + ", is not over");
        } else if (mayDo(row)) {
            final Firing running = firing.at(node, now);
            inHand(running.id(), () -> {
                firings.insert(running, now);
                wake();
                settle(row, running, begun(row, running));
            });
        } else {
            firings.insert(firing, now);
            LOG.info("schedule {} came due: it is up to agent {}", row.label(), firing.node());
        }
    }

    /** Its agent died after it had written that it began: what it did is not known, so it is done, which sets the same. */
    private void insteadOf(final ScheduleRow row, final Firing was, final Instant now) {
        inHand(was.id(), () -> {
            if (firings.take(was, now)) {
                wake();
                final Firing firing = was.at(node, now);
                LOG.info("schedule {}: firing {} was begun by agent '{}', which died; it is done here", row.label(), was.id(),
                        was.node());
                if (was.reload().isEmpty() && was.step().isEmpty()) {
                    settle(row, firing, begun(row, firing));
                }
            }
        });
    }

    /** There may be something to go on with, which the database says by now. */
    void wake() {
        awake = true;
    }

    /** Goes on with what takes time, about once a second, and with what agents that died have left. One thread at a time. */
    void look() {
        if (!awake && !shared) {
            return;
        }
        final Instant now = clock.instant();
        awake = false;
        final List<Firing> mine;
        try {
            mine = firings.mine();
        } catch (final Unavailable e) {
            awake = true;
            throw e;
        }
        for (final Firing firing : mine) {
            awake = true;
            if (!inHand(firing.id())) {
                inHand(firing.id(), () -> schedules.find(firing.schedule()).ifPresent(row -> goOn(row, firing, now)));
            }
        }
        if (shared) {
            firings.seen(now);
            for (final Firing left : firings.abandoned(now.minus(DEAD))) {
                if (firings.takeAbandoned(left, now.minus(DEAD), now)) {
                    LOG.warn("firing {} of schedule {} goes on here: agent '{}' has not been seen for {}", left.id(),
                            left.schedule(),
                            left.node(), DurationText.write(DEAD));
                }
            }
        }
    }

    private void goOn(final ScheduleRow row, final Firing was, final Instant now) {
        if (was.state() == FiringState.RUNNING) {
            if (was.reload().isPresent() || was.step().isPresent()) {
                settle(row, was, goneOn(row, was));
            } else if (was.cause() == FiringCause.REQUEST || was.started().orElse(now).isBefore(now.minus(FORGOTTEN))) {
                settle(row, was, Progress.of(FiringState.FAILED, "the agent ended before it knew what came of this"));
            } // else Quartz says that it is to be done again
        } else if (missed(row, was.due(), now)) {
            settle(row, was, Progress.of(FiringState.SKIPPED, late(was.due(), now)));
        } else if (firings.take(was, now)) {
            final Firing firing = was.at(node, now);
            settle(row, firing, begun(row, firing));
        }
    }

    private Progress begun(final ScheduleRow row, final Firing firing) {
        try {
            return actions.begin(row.action(), firing, who(row, firing));
        } catch (final RuntimeException e) {
            return failed(row, firing, e);
        }
    }

    private Progress goneOn(final ScheduleRow row, final Firing firing) {
        try {
            return actions.goOn(row.action(), firing, who(row, firing));
        } catch (final Unavailable e) {
            return new Progress(firing.state(), firing.result(), firing.reload(), firing.step(), firing.nextStep());
        } catch (final RuntimeException e) {
            return failed(row, firing, e);
        }
    }

    private static Progress failed(final ScheduleRow row, final Firing firing, final RuntimeException e) {
        final String why = e instanceof Refusal ? e.getMessage() : "a fault of the agent: " + e;
        if (!(e instanceof Refusal)) {
            LOG.error("schedule {}: firing {} failed", row.label(), firing.id(), e);
        }
        return new Progress(FiringState.FAILED, why, firing.reload(), firing.step(), Optional.empty());
    }

    private void settle(final ScheduleRow row, final Firing was, final Progress progress) {
        final Instant now = clock.instant();
        final Firing is = was.after(progress, now);
        if (is.equals(was)) {
            return;
        }
        if (!firings.save(is, now)) {
            LOG.warn("schedule {}: firing {} is no longer this agent's", row.label(), was.id());
            return;
        }
        if (is.state().over()) {
            ended(row, is);
            return;
        }
        LOG.info("schedule {} fired: {}", row.label(), is.result());
        schedules.fired(row.id(), is.started().orElse(now), is.result());
    }

    private void ended(final ScheduleRow row, final Firing firing) {
        final Instant now = clock.instant();
        LOG.info("schedule {} {}: {}", row.label(), firing.state().word(), firing.result());
        schedules.fired(row.id(), firing.started().orElse(now), firing.state().word() + ": " + firing.result());
        if (row.after(now).isEmpty() && firings.open(row.id()).isEmpty()) {
            schedules.finish(row.id(), now);
        }
        events.publish(EventType.SCHEDULE_FIRED, row.id(), "schedule " + row.label() + " " + firing.state().word() + ": "
                + firing.result(),
                Map.of("firing", firing.id(), "cause", firing.cause().word(), "due", firing.due(), "state", firing.state().word(),
                "result",
                        firing.result(), "reload", firing.reload()));
    }

    private static Requester who(final ScheduleRow row, final Firing firing) {
        return new Requester("schedule " + row.label() + (firing.by().isEmpty() ? "" : ", run by " + firing.by()));
    }

    private boolean inHand(final String id) {
        synchronized (inHand) {
            return inHand.contains(id);
        }
    }

    /** So that a look does not go on with what another thread has just begun. */
    private void inHand(final String id, final Runnable work) {
        synchronized (inHand) {
            inHand.add(id);
        }
        try {
            work.run();
        } finally {
            synchronized (inHand) {
                inHand.remove(id);
            }
        }
    }
}
