package io.usher.agent.schedule;

import io.usher.agent.store.Database;

import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import java.util.UUID;

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

/**
 * Quartz on the agent's own database: says when a schedule is due, and where several agents share the database, to one of them.
 * Any thread; what is due is told on threads {@code usher-schedule}.
 */
final class Timetable implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Timetable.class);
    private static final String GROUP = "usher";
    private final Scheduler quartz;

    Timetable(final Database database, final FiringJob.Handler handler) throws SchedulerException {
        final String pool = "usher-" + System.identityHashCode(database);
        DBConnectionManager.getInstance().addConnectionProvider(pool, new SharedPool(database));
        quartz = new StdSchedulerFactory(properties(database, pool)).getScheduler();
        quartz.setJobFactory((bundle, owner) -> new FiringJob(handler));
    }

    private static Properties properties(final Database database, final String pool) {
        final Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", GROUP); // stands in every row of its tables
        properties.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        properties.setProperty("org.quartz.threadPool.class", FiringThreads.class.getName());
        properties.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
        properties.setProperty("org.quartz.jobStore.driverDelegateClass", database.location().dialect().quartzDelegate());
        properties.setProperty("org.quartz.jobStore.driverDelegateInitString",
                "triggerPersistenceDelegateClasses=" + CalendarTriggerDelegate.class.getName());
        properties.setProperty("org.quartz.jobStore.dataSource", pool);
        properties.setProperty("org.quartz.jobStore.useProperties", "true");
        properties.setProperty("org.quartz.jobStore.misfireThreshold", "5000");
        if (database.location().dialect().shared()) {
            // one of the agents that share the calendar fires; where one dies, another makes up for it
            // Quartz's own name for an instance ends in the millisecond of its start: two agents that start in one are one to it,
            // and where one of them dies, nobody misses it.
            properties.setProperty("org.quartz.scheduler.instanceId", UUID.randomUUID().toString());
            properties.setProperty("org.quartz.scheduler.idleWaitTime", "5000"); // what another agent adds is seen no later
            properties.setProperty("org.quartz.jobStore.isClustered", "true");
            properties.setProperty("org.quartz.jobStore.clusterCheckinInterval", "2000");
        }
        return properties;
    }

    void start() throws SchedulerException {
        quartz.start();
    }

    boolean holds(final String id) throws SchedulerException {
        return quartz.checkExists(new JobKey(id, GROUP));
    }

    /** Puts a schedule in, where another agent has not done so meanwhile. */
    void add(final ScheduleRow row, final Instant from) throws SchedulerException {
        final CalendarTrigger trigger = new CalendarTrigger(row.cron().orElse(null), row.timeZone());
        trigger.setKey(new TriggerKey(row.id(), GROUP));
        trigger.setStartTime(Date.from(row.at().orElse(from)));
        final JobDetail job = JobBuilder.newJob(FiringJob.class).withIdentity(row.id(), GROUP).requestRecovery().build();
        trigger.setJobKey(job.getKey());
        try {
            quartz.scheduleJob(job, trigger);
        } catch (final ObjectAlreadyExistsException e) {
            LOG.debug("schedule {} was put in meanwhile", row.id());
        }
    }

    void remove(final String id) throws SchedulerException {
        quartz.deleteJob(new JobKey(id, GROUP));
    }

    @Override
    public void close() {
        try {
            quartz.shutdown(false); // FiringThreads wait for what is being done, and for nothing else
        } catch (final SchedulerException e) {
            LOG.warn("the scheduler did not shut down cleanly: {}", e.getMessage());
        }
    }
}
