package io.usher.proxy.config;

import java.util.Optional;

/**
 * A rule of a proxy (HAProxy configuration manual, 4.2 "tcp-request content", "http-request", "use_backend").
 *
 * @param stage     when it runs
 * @param action    what it does
 * @param argument  argument of the action: the status of {@code deny}, the backend of {@code use_backend}; "" if none
 * @param condition when it applies; empty = always
 * @param position  where it stands
 */
public record Rule(Stage stage, Action action, String argument, Optional<Condition> condition, Position position) {

    /** When a rule runs. */
    public enum Stage { TCP_REQUEST_CONNECTION, TCP_REQUEST_CONTENT, HTTP_REQUEST, USE_BACKEND }

    /** What a rule does. */
    public enum Action { ACCEPT, REJECT, ALLOW, DENY, DISABLE_L7_RETRY, USE_BACKEND }
}
