package io.usher.agent.generation;

import io.usher.agent.request.Conflict;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;

import java.util.concurrent.CompletableFuture;

/** Goes back to a generation that still finishes, or stands by, while its successor serves. Any thread. */
public interface ResumeService {

    /**
     * Judges it only.
     *
     * @return the generation as it is now
     * @throws Conflict saying why it cannot serve again, and what to do instead
     */
    GenerationView judge(int number) throws NotFound, Conflict;

    /**
     * Has its successor hand everything back to it: nothing in work, queued or idle is broken, refused or overtaken. One that
     * serves already goes on.
     *
     * @param reason in the asker's words; may be empty
     * @return completes with the generation once it serves, or fails with {@link NotFound} or {@link Conflict}; then all is as
     *        before
     */
    CompletableFuture<GenerationView> resume(int number, String reason, Requester by);
}
