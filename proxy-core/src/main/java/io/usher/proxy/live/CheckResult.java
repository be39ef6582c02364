package io.usher.proxy.live;

/**
 * The end of one health check.
 *
 * @param status         how it ended
 * @param code           HTTP status where {@link CheckStatus#hasCode()}, else 0
 * @param info           free text, for instance "Connection refused"; "" = none
 * @param durationMillis how long it took, 0 or more; -1 = not a check of its own
 */
public record CheckResult(CheckStatus status, int code, String info, long durationMillis) {
}
