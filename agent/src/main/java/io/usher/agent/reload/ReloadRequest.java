package io.usher.agent.reload;

import java.util.Optional;

/**
 * What somebody asks for.
 *
 * @param when     {@code now}, {@code drained}, or an instant with offset (RFC 3339)
 * @param force    end blocking generations first
 * @param reason   for the history; may be empty
 * @param deadline an instant with offset, or a time such as {@code 30m} from when it starts to wait: one that has not started by
 *                 then expires
 */
public record ReloadRequest(String when, boolean force, String reason, Optional<String> deadline) {
    public static final String NOW = "now";
    public static final String DRAINED = "drained";

    /** Without a deadline. */
    public ReloadRequest(final String when, final boolean force, final String reason) {
        this(when, force, reason, Optional.empty());
    }
}
