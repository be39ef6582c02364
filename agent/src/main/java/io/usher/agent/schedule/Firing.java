package io.usher.agent.schedule;

import java.time.Instant;
import java.util.Optional;

/**
 * One firing of a schedule, kept in the database.
 *
 * @param id       unique for ever, sorts by time
 * @param schedule whose firing
 * @param cause    why
 * @param by       who wanted it run; empty where its time had come
 * @param due      when it should have been done
 * @param started  when it was begun
 * @param finished when it was over
 * @param state    how far it is, or how it ended
 * @param result   in words: what the servers said, why it failed or was left out, how far it is
 * @param reload   the reload that it asked for
 * @param step     the last step that a ramp has made; empty = no ramp, or none yet
 * @param nextStep when the next one is due
 * @param node     the agent that does or did it, or that it waits for; empty in a database of one agent
 */
public record Firing(String id, String schedule, FiringCause cause, String by, Instant due, Optional<Instant> started,
                     Optional<Instant> finished, FiringState state, String result, Optional<String> reload,
                     Optional<Integer> step,
                     Optional<Instant> nextStep, String node) {

    /** As it is after something was done. */
    Firing after(final Progress progress, final Instant now) {
        return new Firing(id, schedule, cause, by, due, started.or(() -> Optional.of(now)),
                progress.state().over() ? Optional.of(now) : Optional.empty(), progress.state(), progress.result(),
                progress.reload(),
                progress.step(), progress.nextStep(), node);
    }

    /** As another agent, or the same one after a restart, goes on with it. */
    Firing at(final String owner, final Instant now) {
        return new Firing(id, schedule, cause, by, due, started.or(() -> Optional.of(now)), finished, FiringState.RUNNING, result,
                reload, step, nextStep, owner);
    }
}
