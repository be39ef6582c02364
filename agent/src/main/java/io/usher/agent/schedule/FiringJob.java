package io.usher.agent.schedule;

import java.util.function.Consumer;

import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** What Quartz runs: hands the schedule's id on. Its class name stands in the database. */
public final class FiringJob implements Job {
    private final Consumer<String> firing;

    FiringJob(final Consumer<String> firing) {
        this.firing = firing;
    }

    @Override
    public void execute(final JobExecutionContext context) {
        firing.accept(context.getJobDetail().getKey().getName());
    }
}
