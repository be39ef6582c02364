/**
 * Schedules: what is to be done by the calendar, and what came of it. Quartz, on the agent's own database, says when one is due
 * ({@code Timetable}); {@code FiringRun} does it, each firing once, through the services that the API uses too, and goes on with
 * what takes time.
 *
 * <p>Entry class: {@link io.usher.agent.schedule.ScheduleService}, callable from any thread. Firings begin on Quartz's threads,
 * and are gone on with on the observer's. All there is to know stands in the database: another agent on the same one can go on.
 */
package io.usher.agent.schedule;
