package io.usher.agent.reload;

import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import io.usher.agent.request.Unavailable;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reloads for whoever asks for them. Any thread; the work itself is done on the conductor's thread. */
public interface ReloadService {

    /**
     * Takes a reload on and returns at once.
     *
     * @throws GateRefusal for {@code now} without force while the gate is shut (the refusal is in the history)
     * @throws Invalid     for a {@code when} or {@code deadline} that is none, or in the past
     */
    ReloadAnswer request(ReloadRequest request, Requester by) throws GateRefusal, Invalid;

    /**
     * The same, but once only for a key of this asker: asked again it answers with the same reload, refused ones too.
     *
     * @param key 1 to 255 printable characters; kept at least a day
     * @throws Invalid     also where the key came with another request
     * @throws Unavailable where the database cannot keep the key; then nothing was done
     */
    ReloadAnswer requestOnce(String key, ReloadRequest request, Requester by) throws GateRefusal, Invalid, Unavailable;

    /**
     * What would come of the request now: all that {@link #request} refuses is refused, and the files are checked as a reload
     * would; nothing is started or written down. Completes with a reload in the state that it would come to.
     */
    CompletableFuture<ReloadAnswer> preview(ReloadRequest request, Requester by) throws GateRefusal, Invalid;

    Reload get(String id) throws NotFound;

    /** Completes with the reload once it is over, or at once if it is. */
    CompletableFuture<Reload> end(String id) throws NotFound;

    /** Newest first. */
    List<Reload> history(ReloadFilter filter);

    /** Takes a waiting or scheduled one back; {@link Conflict} where it has started or is over. */
    Reload cancel(String id, Requester by) throws NotFound, Conflict;

    /** The reload that {@link #cancel} would take back, which stays as it is. */
    Reload cancellable(String id) throws NotFound, Conflict;

    /** The reloads that are not over. */
    List<Reload> open();
}
