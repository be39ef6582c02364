package io.usher.agent.schedule;

import java.util.Optional;

/**
 * A schedule that somebody asks for: exactly one of {@code cron} and {@code at}.
 *
 * @param name     for people; empty if none
 * @param cron     five-field crontab or Quartz (six or seven fields)
 * @param at       one instant with offset in ISO 8601
 * @param timeZone zone of {@code cron}; where none is given, UTC
 * @param misfire  what becomes of a firing that was missed
 * @param node     the only agent that may do it; empty = any of those that share the calendar
 * @param action   what to do
 */
public record ScheduleRequest(String name, Optional<String> cron, Optional<String> at, Optional<String> timeZone, Misfire misfire,
                              Optional<String> node, ScheduleAction action) {
}
