package io.usher.agent.control;

import java.util.List;

/** Whether the agent can do its work now. Any thread. */
public interface ReadinessService {

    Readiness check();

    /**
     * The outcome of all checks.
     *
     * @param ready  true if none failed
     * @param checks each with a line for people
     */
    record Readiness(boolean ready, List<Check> checks) {
    }

    /**
     * One check.
     *
     * @param name   {@code database}, {@code proxy}, {@code configuration}
     * @param ok     passed
     * @param detail what was found, with the proxy's own message where there is one
     */
    record Check(String name, boolean ok, String detail) {
    }
}
