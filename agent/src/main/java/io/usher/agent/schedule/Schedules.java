package io.usher.agent.schedule;

import io.usher.agent.reload.ReloadService;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Refusal;
import io.usher.agent.request.Requester;
import io.usher.agent.request.Unavailable;
import io.usher.agent.store.AuditLog;
import io.usher.agent.store.Database;
import io.usher.agent.store.StoreUnavailable;
import io.usher.agent.store.TimeOrderedIds;

import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.DBConnectionManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Schedules on Quartz's JDBC store, in the agent's own database. Any thread; firings run on {@code usher-schedule} threads. */
public final class Schedules implements ScheduleService, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);
    private static final int SHOWN_FIRINGS = 5;
    private static final int MAX_NAME = 100;
    private static final String GROUP = "usher";

    private final ScheduleTable table;
    private final AuditLog audit;
    private final TimeOrderedIds ids;
    private final InstantSource clock;
    private final Map<String, Action> actions;
    private final Scheduler quartz;
    private boolean started; // guarded by this

    public Schedules(final Database database, final ReloadService reloads, final AuditLog audit, final TimeOrderedIds ids,
                     final InstantSource clock) throws SchedulerException {
        this.table = new ScheduleTable(database);
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
        this.actions = Map.of("reload", new ReloadAction(reloads));
        this.quartz = quartz(database);
    }

    private Scheduler quartz(final Database database) throws SchedulerException {
        final String pool = "usher-" + System.identityHashCode(database);
        DBConnectionManager.getInstance().addConnectionProvider(pool, new SharedPool(database));
        final Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", GROUP); // stands in every row of its tables
        properties.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        properties.setProperty("org.quartz.threadPool.threadCount", "2");
        properties.setProperty("org.quartz.threadPool.threadNamePrefix", "usher-schedule");
        properties.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        properties.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
        properties.setProperty("org.quartz.jobStore.driverDelegateClass", database.location().dialect().quartzDelegate());
        properties.setProperty("org.quartz.jobStore.driverDelegateInitString",
                "triggerPersistenceDelegateClasses=" + CalendarTriggerDelegate.class.getName());
        properties.setProperty("org.quartz.jobStore.dataSource", pool);
        properties.setProperty("org.quartz.jobStore.useProperties", "true");
        properties.setProperty("org.quartz.jobStore.misfireThreshold", "5000");
        if (database.location().dialect().shared()) {
            // one of the agents that share the calendar fires; where one dies, another makes up for it
            properties.setProperty("org.quartz.scheduler.instanceId", "AUTO");
            properties.setProperty("org.quartz.jobStore.isClustered", "true");
            properties.setProperty("org.quartz.jobStore.clusterCheckinInterval", "2000");
        }
        final Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
        scheduler.setJobFactory((bundle, owner) -> new FiringJob(this::fire));
        return scheduler;
    }

    /**
     * From now on schedules fire; what was missed while no agent ran is made up once. Where the database does not answer,
     * nothing fires until a later call finds it answering. One thread at a time.
     */
    public synchronized void startIfPossible() {
        if (started) {
            return;
        }
        try {
            start();
            started = true;
        } catch (final SchedulerException | StoreUnavailable e) {
            LOG.warn("schedules do not fire: {}", e.getMessage());
        }
    }

    private void start() throws SchedulerException {
        for (final ScheduleRow row : table.all()) {
            // an agent may have died between the two writes that make a schedule
            if (row.lastFired().isEmpty() && !quartz.checkExists(new JobKey(row.id(), GROUP))) {
                handUnlessThere(row);
            }
        }
        quartz.start();
    }

    /** Another agent that shares the calendar may have been quicker. */
    private void handUnlessThere(final ScheduleRow row) throws SchedulerException {
        try {
            hand(row);
        } catch (final ObjectAlreadyExistsException e) {
            LOG.debug("schedule {} was handed over meanwhile", row.id());
        }
    }

    @Override
    public Schedule create(final ScheduleRequest request, final Requester by) {
        final ZoneId zone = zone(request.timeZone().orElse("UTC"));
        final Optional<Instant> at = request.at().map(this::instant);
        if (request.cron().isPresent() == at.isPresent()) {
            throw new Invalid("cron", "exactly one of cron and at is needed");
        }
        if (request.name().length() > MAX_NAME) {
            throw new Invalid("name", "name: " + request.name().length() + " characters (expected: at most " + MAX_NAME + ")");
        }
        final Action action = actions.get(request.action().type());
        if (action == null) {
            throw new Invalid("action.type", "action.type: '" + request.action().type() + "' (expected: reload)");
        }
        action.validate(request.action().parameters());
        request.cron().ifPresent(cron -> requireFuture(cron, zone));
        final ScheduleRow row = new ScheduleRow(ids.next(), request.name(), request.cron(), at, zone.getId(), request.action(),
                by.name(), clock.instant(), Optional.empty(), Optional.empty());
        table.insert(row);
        try {
            hand(row);
        } catch (final SchedulerException e) {
            table.delete(row.id());
            throw new Unavailable("the schedule could not be stored: " + e.getMessage(), e);
        }
        audit.write(by, "schedule", row.id(), row.cron().orElseGet(() -> at.orElseThrow().toString()) + " " + zone);
        return view(row);
    }

    private void hand(final ScheduleRow row) throws SchedulerException {
        final CalendarTrigger trigger = new CalendarTrigger(row.cron().orElse(null), row.timeZone());
        trigger.setKey(new TriggerKey(row.id(), GROUP));
        trigger.setStartTime(Date.from(row.at().orElse(row.created())));
        final JobDetail job = JobBuilder.newJob(FiringJob.class).withIdentity(row.id(), GROUP).requestRecovery().build();
        trigger.setJobKey(job.getKey());
        quartz.scheduleJob(job, trigger);
    }

    @Override
    public List<Schedule> list() {
        return table.all().stream().map(this::view).toList();
    }

    @Override
    public Schedule get(final String id) {
        return table.find(id).map(this::view).orElseThrow(() -> new NotFound("there is no schedule '" + id + "'"));
    }

    @Override
    public void delete(final String id, final Requester by) {
        try {
            quartz.deleteJob(new JobKey(id, GROUP));
        } catch (final SchedulerException e) {
            throw new Unavailable("the schedule could not be removed: " + e.getMessage(), e);
        }
        if (!table.delete(id)) {
            throw new NotFound("there is no schedule '" + id + "'");
        }
        audit.write(by, "schedule", id, "deleted");
    }

    private void fire(final String id) {
        try {
            final Optional<ScheduleRow> row = table.find(id);
            if (row.isPresent()) {
                final ScheduleAction action = row.get().action();
                final String label = row.get().name().isEmpty() ? id : id + " (" + row.get().name() + ")";
                final String result = actions.get(action.type()).run(label, action.parameters());
                LOG.info("schedule {} fired: {}", id, result);
                table.fired(id, clock.instant(), result);
            }
        } catch (final Refusal e) {
            LOG.error("schedule {} fired, but: {}", id, e.getMessage());
        }
    }

    private Schedule view(final ScheduleRow row) {
        final ZoneId zone = ZoneId.of(row.timeZone());
        final List<OffsetDateTime> next = new ArrayList<>();
        Instant from = clock.instant();
        final Firings firings = firings(row, zone);
        for (int i = 0; i < SHOWN_FIRINGS; i++) {
            final Optional<Instant> firing = firings.after(from);
            if (firing.isEmpty()) {
                break;
            }
            from = firing.get();
            next.add(from.atZone(zone).toOffsetDateTime());
        }
        return new Schedule(row.id(), row.name(), row.cron(), row.at(), row.timeZone(), row.action(), row.by(), row.created(),
                next, row.lastFired(), row.lastResult());
    }

    private static Firings firings(final ScheduleRow row, final ZoneId zone) {
        if (row.cron().isEmpty()) {
            return after -> row.at().filter(at -> at.isAfter(after));
        }
        try {
            return CronText.parse(row.cron().get(), zone)::after;
        } catch (final ParseException e) {
            throw new IllegalStateException("schedule " + row.id() + ": '" + row.cron().get() + "' was accepted once", e);
        }
    }

    private void requireFuture(final String cron, final ZoneId zone) {
        final Optional<Instant> first;
        try {
            first = CronText.parse(cron, zone).after(clock.instant());
        } catch (final ParseException e) {
            throw new Invalid("cron", "cron: " + e.getMessage());
        }
        if (first.isEmpty()) {
            throw new Invalid("cron", "cron: '" + cron + "' never fires, or only in the past");
        }
    }

    private Instant instant(final String text) {
        try {
            final Instant at = OffsetDateTime.parse(text).toInstant();
            if (at.isAfter(clock.instant())) {
                return at;
            }
        } catch (final DateTimeParseException e) {
            throw new Invalid("at", "at: '" + text + "' (expected: a time with offset such as 2026-12-01T03:00:00Z)");
        }
        throw new Invalid("at", "at: '" + text + "' is over (expected: a time to come)");
    }

    private static ZoneId zone(final String text) {
        try {
            return ZoneId.of(text);
        } catch (final DateTimeException e) {
            throw new Invalid("timeZone", "timeZone: '" + text + "' (expected: a zone such as Europe/Berlin or UTC)");
        }
    }

    @Override
    public void close() {
        try {
            quartz.shutdown(true); // a firing takes moments, and needs the database
        } catch (final SchedulerException e) {
            LOG.warn("the scheduler did not shut down cleanly: {}", e.getMessage());
        }
    }
}
