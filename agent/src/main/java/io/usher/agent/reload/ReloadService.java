package io.usher.agent.reload;

import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;

import java.util.List;

/** Reloads for whoever asks for them. Any thread; the work itself is done on the conductor's thread. */
public interface ReloadService {

    /**
     * Takes a reload on and returns at once.
     *
     * @throws GateRefusal for {@code now} without force while the gate is shut (the refusal is in the history)
     * @throws Invalid     for a {@code when} that is none, or in the past
     */
    ReloadAnswer request(ReloadRequest request, Requester by) throws GateRefusal, Invalid;

    Reload get(String id) throws NotFound;

    /** Newest first. */
    List<Reload> history(int limit);

    /** Takes a waiting or scheduled one back; {@link Conflict} where it has started or is over. */
    Reload cancel(String id, Requester by) throws NotFound, Conflict;

    /** The reloads that are not over. */
    List<Reload> open();
}
