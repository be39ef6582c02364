package io.usher.agent.schedule;

import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;

import java.util.List;

/** Schedules. Any thread; {@link io.usher.agent.request.Unavailable} where the database does not answer. */
public interface ScheduleService {

    Schedule create(ScheduleRequest request, Requester by) throws Invalid;

    /** Oldest first. */
    List<Schedule> list();

    Schedule get(String id) throws NotFound;

    void delete(String id, Requester by) throws NotFound;
}
