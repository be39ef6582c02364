/**
 * Schedules by Quartz on the agent's own database.
 *
 * <p>Entry class: {@link io.usher.agent.schedule.ScheduleService}, callable from any thread; firings run on Quartz's threads.
 */
package io.usher.agent.schedule;
