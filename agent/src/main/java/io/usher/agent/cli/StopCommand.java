package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code usher stop}. */
@Command(name = "stop", description = "End the proxies and the agent, softly: requests finish first.")
final class StopCommand extends AgentCommand {

    @Option(names = "--now", description = "Cut what is in work.")
    private boolean now;

    @Override
    int run(final Api api) throws IOException {
        final JsonNode answer = api.json("POST", "/v1/stop", now ? "{\"mode\":\"now\"}" : "{\"mode\":\"soft\"}");
        return print(answer, "stopping (" + answer.path("mode").asText() + ")");
    }
}
