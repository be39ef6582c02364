package io.usher.agent.edit;

import io.usher.agent.configuration.Plan;
import io.usher.agent.request.Refusal;

/** Not all of a change can be applied live, as was asked for: HTTP 409 with the plan. */
public final class ReloadNeeded extends Refusal {
    private static final long serialVersionUID = 1L;
    private final transient Plan plan;

    public ReloadNeeded(final Plan plan) {
        super(plan.reload().size() + (plan.reload().size() == 1 ? " difference needs" : " differences need")
                + " a reload, the first at " + plan.reload().get(0).file() + ":" + plan.reload().get(0).line()
                + "; nothing was written (expected: apply=auto or apply=reload)", null);
        this.plan = plan;
    }

    public Plan plan() {
        return plan;
    }
}
