package io.usher.agent.rest;

import io.usher.agent.desired.FieldChange;
import io.usher.agent.desired.FieldView;
import io.usher.agent.desired.FrontendPatch;
import io.usher.agent.desired.FrontendService;
import io.usher.agent.desired.FrontendState;
import io.usher.agent.desired.FrontendView;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import java.util.List;
import java.util.Optional;

/** One frontend, {@code web}, in memory. */
final class FrontendsDouble implements FrontendService {

    private FrontendState state = FrontendState.ENABLED;

    @Override
    public List<FrontendView> frontends() {
        return List.of(view(state));
    }

    @Override
    public FrontendView frontend(final String name) {
        if (!name.equals("web")) {
            throw new NotFound("there is no frontend '" + name + "'");
        }
        return view(state);
    }

    @Override
    public FrontendView change(final String name, final FrontendPatch patch, final Requester by) {
        final FrontendView changed = preview(name, patch, by);
        state = changed.state().value();
        return changed;
    }

    @Override
    public FrontendView preview(final String name, final FrontendPatch patch, final Requester by) {
        frontend(name);
        return patch.state() instanceof FieldChange.Set<FrontendState> set ? view(set.value()) : view(state);
    }

    private static FrontendView view(final FrontendState state) {
        return new FrontendView("web", state == FrontendState.ENABLED ? "OPEN" : "PAUSED",
                new FieldView<>(state, Optional.of(FrontendState.ENABLED), Optional.empty()),
                new FieldView<>(500, Optional.empty(), Optional.empty()), 3, 12, 77);
    }
}
