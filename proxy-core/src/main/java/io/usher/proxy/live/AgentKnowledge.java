package io.usher.proxy.live;

/**
 * What a generation tells its successor of a server's agent. What that set (weight, limit, administrative state) travels as
 * {@link ServerOverrides}.
 *
 * @param enabled        whether it is asked
 * @param up             what it said of the server's health last, or an operator for it
 * @param status         how the last question ended
 * @param info           text of the last answer; "" = none
 * @param durationMillis of the last question
 */
public record AgentKnowledge(boolean enabled, boolean up, CheckStatus status, String info, long durationMillis) {
}
