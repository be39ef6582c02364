package io.usher.agent.launch;

import java.util.Map;

/** A command of {@code usher-agent} that works on the database itself, while no agent does, and ends. */
interface LocalCommand {

    /**
     * @param uid the account it runs as
     * @throws LaunchException saying why it could not
     */
    void run(Map<String, String> environment, long uid) throws LaunchException;
}
