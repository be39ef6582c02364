package io.usher.agent.cli;

import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code usher status}. */
@Command(name = "status", description = "Everything at a glance.")
final class StatusCommand extends AgentCommand {

    @Override
    int run(final Api api) throws IOException {
        out().print(api.text("GET", json() ? "/v1/status" : "/status", null));
        out().flush();
        return ExitCode.DONE;
    }
}
