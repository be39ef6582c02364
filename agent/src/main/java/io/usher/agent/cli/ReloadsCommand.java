package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code usher reloads}. */
@Command(name = "reloads", description = "The history of reloads, the newest first.")
final class ReloadsCommand extends AgentCommand {

    @Option(names = "--limit", defaultValue = "20", description = "Most lines (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Override
    int run(final Api api) throws IOException {
        final JsonNode answer = api.json("GET", "/v1/reloads?limit=" + limit, null);
        final StringJoiner lines = new StringJoiner(System.lineSeparator());
        for (final JsonNode reload : answer.path("reloads")) {
            lines.add(reload.path("id").asText() + "  " + reload.path("asked").asText() + "  " + reload.path("state").asText()
                    + "  by " + reload.path("by").asText() + "  " + reload.path("message").asText());
        }
        return print(answer, lines.toString());
    }
}
