package io.usher.agent.proxy;

/**
 * One frontend as {@code show stat} shows it.
 *
 * @param name     its name
 * @param status   {@code OPEN}, {@code PAUSED} or {@code STOP}
 * @param maxconn  {@code slim}
 * @param current  {@code scur}
 * @param total    {@code stot}
 * @param requests {@code req_tot}; 0 where it counts none
 */
public record FrontendRow(String name, String status, int maxconn, long current, long total, long requests) {
    /** It takes no connections until it is enabled. */
    public static final String PAUSED = "PAUSED";
    /** It takes none for good: disabled in the configuration, or its generation finishes. */
    public static final String STOPPED = "STOP";
}
