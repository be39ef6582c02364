package io.usher.agent.schedule;

import io.usher.agent.request.Invalid;

import java.util.Map;

/** One type of action that a schedule can have. Any thread. */
interface Action {

    /** @throws Invalid naming the parameter that is wrong */
    void validate(Map<String, String> parameters) throws Invalid;

    /** Does it; returns at once with what came of it, in words. Does not throw for what it is refused. */
    String run(String schedule, Map<String, String> parameters);
}
