package io.usher.agent.cli;

import java.io.IOException;
import picocli.CommandLine.Option;

/** Mixed into every command that changes something. */
final class DryRunOption {

    private static final String HEADER = "Usher-Dry-Run";

    @Option(names = "--dry-run", description = "Only say what would be: the agent judges everything and changes nothing.")
    private boolean asked;

    boolean asked() {
        return asked;
    }

    /**
     * Sends a request that is to change something, as a dry run where one is asked for.
     *
     * @throws IOException also where the agent does not say that its answer is one
     */
    Answer send(final Api api, final Request request) throws IOException {
        if (!asked) {
            return api.send(request);
        }
        final Answer answer = api.send(request.query("dry-run", "true"));
        if (!answer.header(HEADER).map("true"::equals).orElse(false)) {
            throw new IllegalStateException("the agent did not take " + request.method() + " " + request.target()
                    + " as a dry run: it has done it (expected: an agent as new as this program; see 'usher status' for what is"
                    + " now)");
        }
        return answer;
    }
}
