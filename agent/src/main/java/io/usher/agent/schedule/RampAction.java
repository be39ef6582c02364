package io.usher.agent.schedule;

import io.usher.agent.desired.BulkRefusal;
import io.usher.agent.desired.NamedPatch;
import io.usher.agent.desired.ServerService;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.Refusal;
import io.usher.agent.request.Requester;
import io.usher.agent.request.Unavailable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Changes a weight in steps. Each step that was made is in the database before the next one is due, so that a ramp goes on after
 * a restart: with the next step, at once where its time has passed meanwhile, and then with the interval between. No step is
 * left out to catch up: what warms up slowly shall do so.
 */
final class RampAction implements Action<ScheduleAction.Ramp> {
    private static final int HEAVIEST = 256;
    private static final int MOST_STEPS = 1000;
    private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);
    private final ServerService servers;
    private final KnownServers known;
    private final InstantSource clock;

    RampAction(final ServerService servers, final InstantSource clock) {
        this.servers = servers;
        this.known = new KnownServers(servers);
        this.clock = clock;
    }

    @Override
    public void validate(final ScheduleAction.Ramp action, final boolean here) {
        between("action.from", action.from(), 0, HEAVIEST);
        between("action.to", action.to(), 0, HEAVIEST);
        between("action.steps", action.steps(), 1, MOST_STEPS);
        interval(action);
        if (action.from() == action.to()) {
            throw new Invalid("action.to", "action.to: " + action.to() + " is what it begins with (expected: another weight)");
        }
        known.distinct(action.servers(), i -> "action.servers[" + i + "]");
        if (here) {
            known.there(action.backend(), action.servers(), i -> "action.servers[" + i + "]");
        }
    }

    private static void between(final String field, final int value, final int least, final int most) {
        if (value < least || value > most) {
            throw new Invalid(field, field + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    private static Duration interval(final ScheduleAction.Ramp action) {
        return DurationText.read("action.interval", action.interval(), LONGEST_INTERVAL);
    }

    @Override
    public Progress begin(final ScheduleAction.Ramp action, final Firing firing, final Requester who) {
        return step(action, 0, who);
    }

    @Override
    public Progress goOn(final ScheduleAction.Ramp action, final Firing firing, final Requester who) {
        if (firing.nextStep().filter(next -> next.isAfter(clock.instant())).isPresent()) {
            return new Progress(firing.state(), firing.result(), firing.reload(), firing.step(), firing.nextStep());
        }
        final int step = firing.step().map(last -> last + 1).orElse(0);
        try {
            return step(action, step, who);
        } catch (final BulkRefusal e) {
            if (e.reason() instanceof Unavailable) {
                return again(action, firing, step, e);
            }
            throw e;
        } catch (final Unavailable e) {
            return again(action, firing, step, e);
        }
    }

    private static Progress again(final ScheduleAction.Ramp action, final Firing firing, final int step, final Refusal why) {
        return new Progress(FiringState.RUNNING, "step " + step + " of " + action.steps() + " is tried again: "
                + why.getMessage(),
                Optional.empty(), firing.step(), firing.nextStep());
    }

    private Progress step(final ScheduleAction.Ramp action, final int step, final Requester who) {
        final int weight = action.weight(step);
        final List<NamedPatch> patches = action.servers().stream().map(name -> ActionJson.weight(name, weight)).toList();
        final String said = KnownServers.text(servers.change(action.backend(), patches, who));
        final Optional<Instant> next = step == action.steps() ? Optional.empty()
                : Optional.of(clock.instant().plus(interval(action)));
        return Progress.step("step " + step + " of " + action.steps() + ": " + said, step, next);
    }
}
