package io.usher.agent.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.Optional;

import org.quartz.Calendar;
import org.quartz.ScheduleBuilder;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.impl.triggers.AbstractTrigger;
import org.quartz.impl.triggers.CoreTrigger;
import org.quartz.spi.MutableTrigger;

/**
 * Fires at the times of {@link CronText}, or at one instant. What was missed fires late, with the time when it was due, so that
 * the schedule's own policy is applied to it; and a firing that comes late skips those it overlaps. Quartz keeps it through
 * {@link CalendarTriggerDelegate}.
 */
public final class CalendarTrigger extends AbstractTrigger<Trigger> implements CoreTrigger {
    private static final long serialVersionUID = 1L;

    /** Cron expression, or null for a single instant. */
    private final String cron;
    private final String zone;
    private Date startTime = new Date();
    private Date endTime;
    private Date nextFireTime;
    private Date previousFireTime;

    /** @param cron null for a trigger that fires once, at its start time */
    CalendarTrigger(final String cron, final String zone) {
        this.cron = cron;
        this.zone = zone;
        setMisfireInstruction(MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY); // Quartz has none
    }

    private Optional<Instant> firing(final Instant after) {
        if (cron == null) {
            return Optional.of(startTime.toInstant()).filter(start -> start.isAfter(after));
        }
        return CalendarText.after(cron, ZoneId.of(zone), after);
    }

    private static Date date(final Optional<Instant> instant) {
        return instant.map(Date::from).orElse(null);
    }

    @Override
    public void triggered(final Calendar calendar) {
        previousFireTime = nextFireTime;
        final Instant now = Instant.now();
        final Instant late = nextFireTime != null && nextFireTime.toInstant().isAfter(now) ? nextFireTime.toInstant() : now;
        nextFireTime = date(firing(late));
    }

    @Override
    public Date computeFirstFireTime(final Calendar calendar) {
        nextFireTime = date(cron == null ? Optional.of(startTime.toInstant()) : firing(startTime.toInstant()));
        return nextFireTime;
    }

    /** For triggers that older agents made. */
    @Override
    public void updateAfterMisfire(final Calendar calendar) {
        nextFireTime = new Date();
    }

    @Override
    public void updateWithNewCalendar(final Calendar calendar, final long misfireThreshold) {
        nextFireTime = getFireTimeAfter(previousFireTime);
    }

    @Override
    public boolean mayFireAgain() {
        return nextFireTime != null;
    }

    @Override
    public Date getFireTimeAfter(final Date after) {
        return date(firing(after == null ? Instant.now() : after.toInstant()));
    }

    @Override
    protected boolean validateMisfireInstruction(final int instruction) {
        return instruction == MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY || instruction == MISFIRE_INSTRUCTION_SMART_POLICY;
    }

    @Override
    public Date getStartTime() {
        return startTime;
    }

    @Override
    public void setStartTime(final Date time) {
        startTime = time;
    }

    @Override
    public Date getEndTime() {
        return endTime;
    }

    @Override
    public void setEndTime(final Date time) {
        endTime = time;
    }

    @Override
    public Date getNextFireTime() {
        return nextFireTime;
    }

    @Override
    public void setNextFireTime(final Date time) {
        nextFireTime = time;
    }

    @Override
    public Date getPreviousFireTime() {
        return previousFireTime;
    }

    @Override
    public void setPreviousFireTime(final Date time) {
        previousFireTime = time;
    }

    @Override
    public Date getFinalFireTime() {
        return cron == null ? startTime : null;
    }

    /** All there is to it is what the delegate keeps. */
    @Override
    public boolean hasAdditionalProperties() {
        return false;
    }

    /** A fresh trigger of the same times. */
    @Override
    public ScheduleBuilder<Trigger> getScheduleBuilder() {
        return builder(cron, zone);
    }

    /** For Quartz, which builds triggers from its tables. */
    static ScheduleBuilder<Trigger> builder(final String cron, final String zone) {
        return new ScheduleBuilder<>() {
            @Override
            protected MutableTrigger build() {
                return new CalendarTrigger(cron, zone);
            }
        };
    }

    String cron() {
        return cron;
    }

    String zone() {
        return zone;
    }

    @Override
    public void validate() throws SchedulerException {
        super.validate();
        if (startTime == null) {
            throw new SchedulerException("a trigger without start time");
        }
    }
}
