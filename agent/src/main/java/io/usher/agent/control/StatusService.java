package io.usher.agent.control;

/** Everything at a glance. Any thread; never fails, a part that does not answer is said so in {@code problems}. */
@FunctionalInterface
public interface StatusService {
    StatusSnapshot snapshot();

    /** Adds the metrics that HAProxy's exporters have, too, in Prometheus' text format. */
    default void metrics(final StringBuilder to) {
    }
}
