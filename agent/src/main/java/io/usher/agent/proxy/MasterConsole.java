package io.usher.agent.proxy;

import io.usher.agent.proxy.ProxyUnreachable.Kind;

import java.time.Duration;

/**
 * The worker behind a HAProxy master's socket (HAProxy management manual, 9.4). The worker's own stats socket closes as soon
 * as it finishes; the master passes commands on for as long as the worker lives. Answers come with the master's pid, which is
 * the one to watch and to signal: the master ends with its worker, and the worker with its master.
 */
final class MasterConsole implements Console {
    private static final String TO_THE_WORKER = "@1 ";
    /** Unlike a worker, the master does not close the connection after one command. */
    private static final String NO_MORE = ";quit";
    private final Console master;

    MasterConsole(final Console master) {
        this.master = master;
    }

    @Override
    public Answer ask(final String command, final Duration limit) {
        final Answer answer = master.ask(TO_THE_WORKER + command + NO_MORE, limit);
        if (answer.text().startsWith("Can't find the target") || answer.text().startsWith("Can't connect to the target")) {
            throw new ProxyUnreachable(Kind.CLOSED, master + ": '" + command + "': the master has no worker: "
                    + answer.text().strip(), null);
        }
        return answer;
    }

    @Override
    public String toString() {
        return master.toString();
    }
}
