package io.usher.agent.edit;

import io.usher.agent.configuration.Finding;
import io.usher.agent.configuration.Plan;
import io.usher.agent.reload.Reload;

import java.util.List;
import java.util.Optional;

/**
 * What came of a change, or would come of it.
 *
 * @param files    those that were written, as they are then
 * @param version  number of the version that was made; empty for a dry run, and where nothing differs from the latest
 * @param applied  how it came to run: live, reload (under way), none
 * @param plan     what stood between it and what ran
 * @param reload   the reload that brings it, where one was started
 * @param warnings what the proxy says of it without refusing it
 */
public record EditResult(List<FileView> files, Optional<Long> version, Apply applied, Plan plan, Optional<Reload> reload,
                         List<Finding> warnings) {
}
