package io.usher.agent.desired;

/**
 * One frontend as the active generation shows it now.
 *
 * @param name        its name
 * @param status      HAProxy's word: {@code OPEN}, {@code PAUSED} or {@code STOP}
 * @param state       whether it takes connections
 * @param maxconn     most connections at once; what is configured is empty where the process's limit counts
 * @param connections open now (scur)
 * @param total       so far (stot)
 * @param requests    so far (req_tot)
 */
public record FrontendView(String name, String status, FieldView<FrontendState> state, FieldView<Integer> maxconn,
                           long connections, long total, long requests) {
}
