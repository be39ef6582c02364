package io.usher.agent.cli;

import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code usher status}. */
@Command(name = "status", description = "Everything at a glance.")
final class StatusCommand extends AgentCommand {

    @Override
    ExitCode run(final Api api) throws IOException {
        out().print(api.send(Request.get(json() ? "/v1/status" : "/status")).body());
        out().flush();
        return ExitCode.DONE;
    }
}
