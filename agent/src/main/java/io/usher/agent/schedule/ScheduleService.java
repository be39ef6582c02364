package io.usher.agent.schedule;

import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;

import java.util.List;

/**
 * Schedules. Any thread; {@link io.usher.agent.request.Unavailable} where the database does not answer. With {@code dryRun}
 * everything is judged, nothing is changed, and what is returned is what would be.
 */
public interface ScheduleService {

    Schedule create(ScheduleRequest request, Requester by, boolean dryRun) throws Invalid;

    /** Oldest first. */
    List<Schedule> list(boolean finishedToo);

    Schedule get(String id) throws NotFound;

    /** The newest first. */
    List<Firing> firings(String id, int limit) throws NotFound;

    /** From now on it does not fire. */
    Schedule pause(String id, Requester by, boolean dryRun) throws NotFound, Conflict;

    /** It fires again, from its next time on. */
    Schedule resume(String id, Requester by, boolean dryRun) throws NotFound, Conflict;

    /** Does now what it does; its calendar stays as it is. */
    Firing run(String id, Requester by, boolean dryRun) throws NotFound, Conflict, Invalid;

    /** Removes it with its history; a ramp stops where it is. Returns it as it was. */
    Schedule delete(String id, Requester by, boolean dryRun) throws NotFound;
}
