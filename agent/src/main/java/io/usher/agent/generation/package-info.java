/**
 * Generations as processes: started so that they outlive the agent, adopted where they run, watched, restarted when they die.
 *
 * <p>Entry classes: {@link io.usher.agent.generation.GenerationService} for whoever shows them. State is guarded by the
 * supervisor's lock; each living generation has a watch thread of its own.
 */
package io.usher.agent.generation;
