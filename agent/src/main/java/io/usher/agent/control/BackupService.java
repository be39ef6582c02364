package io.usher.agent.control;

import java.io.InputStream;

/** Backups of the agent's database while it is in use. Any thread. */
@FunctionalInterface
public interface BackupService {

    /**
     * One as of now; whoever asks closes it.
     *
     * @throws io.usher.agent.request.Refusal saying why there is none
     */
    InputStream take();
}
