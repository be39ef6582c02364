package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code usher reload}. */
@Command(name = "reload", description = "Start a new generation; refused (exit 3) while an earlier one is not drained.")
final class ReloadCommand extends AgentCommand {

    @Option(names = "--when", paramLabel = "WHEN", defaultValue = "now",
            description = "now, drained, or an instant such as 2026-12-01T03:00:00Z (default: ${DEFAULT-VALUE}).")
    private String when;

    @Option(names = "--force", description = "End the generation that blocks; its seats stay on hold.")
    private boolean force;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "For the history.")
    private String reason;

    @Override
    int run(final Api api) throws IOException {
        final JsonNode answer = api.json("POST", "/v1/reloads",
                "{\"when\":" + quoted(when) + ",\"force\":" + force + ",\"reason\":" + quoted(reason) + "}");
        return print(answer, "reload " + answer.path("id").asText() + " " + answer.path("state").asText()
                + (answer.path("joined").asBoolean() ? " (joined)" : ""));
    }
}
