package io.usher.agent.schedule;

import java.util.Map;

/**
 * What a schedule does when it fires.
 *
 * @param type       {@code reload}
 * @param parameters for the action; a reload takes {@code when} ({@code drained}, the default, or {@code now}) and {@code reason}
 */
public record ScheduleAction(String type, Map<String, String> parameters) {
    public ScheduleAction {
        parameters = Map.copyOf(parameters);
    }
}
