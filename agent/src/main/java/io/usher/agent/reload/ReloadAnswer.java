package io.usher.agent.reload;

import java.util.List;

/**
 * A reload that was taken on.
 *
 * @param reload as it stands
 * @param joined true where it is an earlier one that waits already
 * @param cut    what {@code force} ends to make room
 */
public record ReloadAnswer(Reload reload, boolean joined, List<Blocking> cut) {
}
