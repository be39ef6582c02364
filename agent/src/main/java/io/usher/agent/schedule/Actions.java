package io.usher.agent.schedule;

import io.usher.agent.desired.ServerService;
import io.usher.agent.reload.ReloadService;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.Requester;

import java.time.InstantSource;

/** How each kind of action is done. Any thread. */
final class Actions {
    private final ReloadAction reload;
    private final ServersAction servers;
    private final RampAction ramp;

    Actions(final ReloadService reloads, final ServerService servers, final InstantSource clock) {
        this.reload = new ReloadAction(reloads);
        this.servers = new ServersAction(servers);
        this.ramp = new RampAction(servers, clock);
    }

    /** @param here whether this agent may be the one to do it */
    void validate(final ScheduleAction action, final boolean here) throws Invalid {
        if (action instanceof ScheduleAction.Reload it) {
            reload.validate(it, here);
        } else if (action instanceof ScheduleAction.Servers it) {
            servers.validate(it, here);
        } else if (action instanceof ScheduleAction.Ramp it) {
            ramp.validate(it, here);
        }
    }

    Progress begin(final ScheduleAction action, final Firing firing, final Requester who) {
        if (action instanceof ScheduleAction.Servers it) {
            return servers.begin(it, firing, who);
        }
        return action instanceof ScheduleAction.Ramp it ? ramp.begin(it, firing, who)
                : reload.begin((ScheduleAction.Reload) action, firing, who);
    }

    Progress goOn(final ScheduleAction action, final Firing firing, final Requester who) {
        if (action instanceof ScheduleAction.Servers it) {
            return servers.goOn(it, firing, who);
        }
        return action instanceof ScheduleAction.Ramp it ? ramp.goOn(it, firing, who)
                : reload.goOn((ScheduleAction.Reload) action, firing, who);
    }
}
