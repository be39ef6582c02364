package io.usher.agent.window;

import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;

import java.util.List;

/**
 * Maintenance windows. Any thread; {@link io.usher.agent.request.Unavailable} where the database does not answer. With
 * {@code dryRun} everything is judged, nothing is changed, and what is returned is what would be.
 */
public interface WindowService {

    Window create(WindowRequest request, Requester by, boolean dryRun) throws Invalid;

    /** Oldest first. */
    List<Window> list();

    Window get(String id) throws NotFound;

    /** Puts another one in its place. */
    Window replace(String id, WindowRequest request, Requester by, boolean dryRun) throws NotFound, Invalid;

    /** Returns it as it was. */
    Window delete(String id, Requester by, boolean dryRun) throws NotFound;
}
