package io.usher.agent.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code usher stop}. */
@Command(name = "stop", description = "End the proxies and the agent, softly: requests finish first.")
final class StopCommand extends ChangeCommand {

    @Option(names = "--now", description = "Cut what is in work.")
    private boolean now;

    @Override
    ExitCode run(final Api api) throws IOException {
        return printChange(change(api, Request.of("POST", "/v1/stop").json("{\"mode\":\"" + (now ? "now" : "soft") + "\"}")),
                answer -> "stopping (" + answer.path("mode").asText() + ")");
    }
}
