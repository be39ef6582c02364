package io.usher.agent.proxy;

import java.time.Duration;

/** Where a generation takes commands, one at a time. Any thread. */
interface Console {

    /**
     * Blocks until the whole answer is there.
     *
     * @param limit for the whole exchange
     * @throws ProxyUnreachable where none came
     */
    Answer ask(String command, Duration limit);
}
