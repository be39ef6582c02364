package io.usher.agent.schedule;

import java.time.Instant;

import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;

/** What Quartz runs: hands the schedule's id on, and when it was due. Its class name stands in the database. */
public final class FiringJob implements Job {
    private final Handler handler;

    FiringJob(final Handler handler) {
        this.handler = handler;
    }

    /** Takes firings. */
    @FunctionalInterface
    interface Handler {
        /**
         * A schedule's time has come. On a thread of Quartz.
         *
         * @param due     when
         * @param instead true where an agent that had begun it died
         */
        void fire(String schedule, Instant due, boolean instead);
    }

    @Override
    public void execute(final JobExecutionContext context) {
        final boolean instead = context.isRecovering();
        final Instant due = instead ? Instant.ofEpochMilli(Long.parseLong(context.getTrigger().getJobDataMap()
                .getString(Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_SCHEDULED_FIRETIME_IN_MILLISECONDS)))
                : context.getScheduledFireTime().toInstant();
        handler.fire(context.getJobDetail().getKey().getName(), due, instead);
    }
}
