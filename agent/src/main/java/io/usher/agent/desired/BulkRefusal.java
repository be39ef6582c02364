package io.usher.agent.desired;

import io.usher.agent.request.Refusal;

import java.util.List;

/**
 * One of several changes failed after others had been made, which were undone. The cause says what failed, and of which kind
 * the refusal is.
 */
public final class BulkRefusal extends Refusal {
    private static final long serialVersionUID = 1L;
    private final transient Refusal reason;
    private final String failed;
    private final transient Undone undone;

    /**
     * What became of the changes that had been made.
     *
     * @param undone names of servers that are as they were before
     * @param left   what could not be undone, a line each
     */
    public record Undone(List<String> undone, List<String> left) {
        public Undone {
            undone = List.copyOf(undone);
            left = List.copyOf(left);
        }
    }

    BulkRefusal(final String failed, final Refusal reason, final Undone undone) {
        super(failed + ": " + reason.getMessage() + "; " + ending(undone), reason);
        this.failed = failed;
        this.reason = reason;
        this.undone = undone;
    }

    private static String ending(final Undone undone) {
        if (!undone.left().isEmpty()) {
            return "not all that was changed before could be undone: " + String.join("; ", undone.left());
        }
        return undone.undone().isEmpty() ? "nothing was changed"
                : "what was changed before was undone: " + String.join(", ", undone.undone());
    }

    /** The refusal of the one that failed. */
    public Refusal reason() {
        return reason;
    }

    /** The server whose change failed. */
    public String failed() {
        return failed;
    }

    public Undone undone() {
        return undone;
    }
}
