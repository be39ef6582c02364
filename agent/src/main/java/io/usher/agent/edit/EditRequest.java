package io.usher.agent.edit;

/**
 * How a change is to be made.
 *
 * @param apply   how it comes to run
 * @param comment why, for the versions; may be empty
 * @param dryRun  judged only
 */
public record EditRequest(Apply apply, String comment, boolean dryRun) {
}
