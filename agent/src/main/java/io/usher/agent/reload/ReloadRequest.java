package io.usher.agent.reload;

/**
 * What somebody asks for.
 *
 * @param when   {@code now}, {@code drained}, or an instant with offset in ISO 8601
 * @param force  end blocking generations first
 * @param reason for the history; may be empty
 */
public record ReloadRequest(String when, boolean force, String reason) {
    public static final String NOW = "now";
    public static final String DRAINED = "drained";
}
