/**
 * Generations as processes: started so that they outlive the agent, adopted where they run, watched, restarted when they die.
 *
 * <p>Entry classes: {@link io.usher.agent.generation.Supervisor}, and
 * {@link io.usher.agent.generation.GenerationService} for whoever shows them;
 * {@link io.usher.agent.generation.ResumeService} for whoever goes back to an earlier one. What differs between usher-proxy and
 * HAProxy stands in a {@link io.usher.agent.generation.ProxyKind} each. All changes happen on one thread,
 * {@code usher-conductor}; {@code usher-drain-N} waits for what comes before generation N to be drained.
 */
package io.usher.agent.generation;
