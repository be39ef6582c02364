package io.usher.proxy.live;

/**
 * What a generation tells its successor of a server's health.
 *
 * @param state          up or down
 * @param level          health counter, 0 to rise+fall-1
 * @param status         how the last check ended
 * @param result         what that said
 * @param code           HTTP status where {@link CheckStatus#hasCode()}
 * @param info           text of the last check
 * @param durationMillis of the last check
 * @param changeSeconds  seconds since the state last changed, 0 or more
 */
public record ServerHealth(OperationalState state, int level, CheckStatus status, CheckStatus.Result result, int code,
                           String info, long durationMillis, long changeSeconds) {
}
