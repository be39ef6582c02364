package io.usher.agent.schedule;

import io.usher.agent.reload.ReloadAnswer;
import io.usher.agent.reload.ReloadRequest;
import io.usher.agent.reload.ReloadService;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.Refusal;
import io.usher.agent.request.Requester;

import java.util.Map;
import java.util.Set;

/** The action {@code reload}: asks for one, by default when drained. */
final class ReloadAction implements Action {
    private static final Set<String> PARAMETERS = Set.of("when", "reason");
    private final ReloadService reloads;

    ReloadAction(final ReloadService reloads) {
        this.reloads = reloads;
    }

    @Override
    public void validate(final Map<String, String> parameters) {
        for (final String name : parameters.keySet()) {
            if (!PARAMETERS.contains(name)) {
                throw new Invalid("action." + name, "action." + name + ": unknown (expected: when, reason)");
            }
        }
        final String when = parameters.getOrDefault("when", ReloadRequest.DRAINED);
        if (!when.equals(ReloadRequest.DRAINED) && !when.equals(ReloadRequest.NOW)) {
            throw new Invalid("action.when", "action.when: '" + when + "' (expected: drained or now)");
        }
    }

    @Override
    public String run(final String schedule, final Map<String, String> parameters) {
        final ReloadRequest request = new ReloadRequest(parameters.getOrDefault("when", ReloadRequest.DRAINED), false,
                parameters.getOrDefault("reason", "schedule " + schedule));
        try {
            final ReloadAnswer answer = reloads.request(request, new Requester("schedule " + schedule));
            return "reload " + answer.reload().id() + (answer.joined() ? " (joined)" : "");
        } catch (final Refusal e) {
            return "refused: " + e.getMessage();
        }
    }
}
