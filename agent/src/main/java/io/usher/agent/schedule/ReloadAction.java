package io.usher.agent.schedule;

import io.usher.agent.reload.GateRefusal;
import io.usher.agent.reload.Reload;
import io.usher.agent.reload.ReloadAnswer;
import io.usher.agent.reload.ReloadRequest;
import io.usher.agent.reload.ReloadService;
import io.usher.agent.reload.ReloadState;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;

import java.time.Duration;
import java.util.Optional;

/** Asks for a reload, and watches it until it is over. */
final class ReloadAction implements Action<ScheduleAction.Reload> {
    private static final int LONGEST_REASON = 500;
    private static final Duration LONGEST_WAIT = Duration.ofDays(90);
    private final ReloadService reloads;

    ReloadAction(final ReloadService reloads) {
        this.reloads = reloads;
    }

    @Override
    public void validate(final ScheduleAction.Reload action, final boolean here) {
        final String when = action.whenOrDefault();
        if (!when.equals(ReloadRequest.DRAINED) && !when.equals(ReloadRequest.NOW)) {
            throw new Invalid("action.when", "action.when: '" + when + "' (expected: drained or now)");
        }
        if (action.reason() != null && action.reason().length() > LONGEST_REASON) {
            throw new Invalid("action.reason", "action.reason: " + action.reason().length() + " characters (expected: at most "
                    + LONGEST_REASON + ")");
        }
        if (action.deadline() != null) {
            DurationText.read("action.deadline", action.deadline(), LONGEST_WAIT);
            if (when.equals(ReloadRequest.NOW)) {
                throw new Invalid("action.deadline", "action.deadline: '" + action.deadline()
                        + "' with when: now (expected: a deadline"
                        + " with drained, for now does not wait)");
            }
        }
    }

    /** One and the same reload where it is asked for again, because the agent died before it could note the first one. */
    @Override
    public Progress begin(final ScheduleAction.Reload action, final Firing firing, final Requester who) {
        final String reason = action.reason() == null ? who.name() : action.reason();
        try {
            final ReloadAnswer answer = reloads.requestOnce(firing.id() + "@" + firing.node(),
                    new ReloadRequest(action.whenOrDefault(), false, reason, Optional.ofNullable(action.deadline())), who);
            return Progress.reload(FiringState.RUNNING, "reload " + answer.reload().id() + (answer.joined() ? " (joined)" : ""),
                    answer.reload().id());
        } catch (final GateRefusal e) {
            return Progress.reload(FiringState.FAILED, e.getMessage(), e.reload().id());
        }
    }

    @Override
    public Progress goOn(final ScheduleAction.Reload action, final Firing firing, final Requester who) {
        final String id = firing.reload().orElseThrow();
        final Reload reload;
        try {
            reload = reloads.get(id);
        } catch (final NotFound e) {
            return Progress.reload(FiringState.FAILED, e.getMessage() + " any more", id);
        }
        if (!reload.over()) {
            return Progress.reload(FiringState.RUNNING, firing.result(), id);
        }
        return Progress.reload(reload.state() == ReloadState.SUCCEEDED ? FiringState.SUCCEEDED : FiringState.FAILED,
                "reload " + id + " " + reload.state().json() + (reload.message().isEmpty() ? "" : ": " + reload.message()), id);
    }
}
