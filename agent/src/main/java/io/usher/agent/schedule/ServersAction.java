package io.usher.agent.schedule;

import io.usher.agent.desired.NamedPatch;
import io.usher.agent.desired.ServerService;
import io.usher.agent.request.Requester;

import java.util.List;

/** Changes servers as a PATCH of the API does, with all that holds for overrides. */
final class ServersAction implements Action<ScheduleAction.Servers> {
    private final ServerService servers;
    private final KnownServers known;

    ServersAction(final ServerService servers) {
        this.servers = servers;
        this.known = new KnownServers(servers);
    }

    @Override
    public void validate(final ScheduleAction.Servers action, final boolean here) {
        final List<String> names = action.servers().stream().map(NamedPatch::server).toList();
        known.distinct(names, i -> "action.servers[" + i + "].name");
        if (here) {
            known.there(action.backend(), names, i -> "action.servers[" + i + "].name");
        }
    }

    @Override
    public Progress begin(final ScheduleAction.Servers action, final Firing firing, final Requester who) {
        return Progress.of(FiringState.SUCCEEDED, KnownServers.text(servers.change(action.backend(), action.servers(), who)));
    }

    /** It is done in one go: one that an agent left in the middle is done again, which sets the same. */
    @Override
    public Progress goOn(final ScheduleAction.Servers action, final Firing firing, final Requester who) {
        return begin(action, firing, who);
    }
}
