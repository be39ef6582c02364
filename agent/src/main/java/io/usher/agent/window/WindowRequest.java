package io.usher.agent.window;

import java.util.Optional;

/**
 * A window that somebody asks for.
 *
 * @param name     for people; empty if none
 * @param cron     when it opens: five-field crontab or Quartz (six or seven fields)
 * @param duration how long it stays open: a number with s, m, h or d
 * @param timeZone zone of {@code cron}; where none is given, UTC
 */
public record WindowRequest(String name, String cron, String duration, Optional<String> timeZone) {
}
