package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.status.TextTable;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code usher reloads}. */
@Command(name = "reloads", description = "The history of reloads, the newest first.")
final class ReloadsCommand extends AgentCommand {

    @Option(names = "--limit", defaultValue = "20", description = "Most lines (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Override
    ExitCode run(final Api api) throws IOException {
        return print(api.send(Request.get("/v1/reloads?limit=" + limit)), answer -> table(answer.path("reloads")));
    }

    private static String table(final JsonNode reloads) {
        final TextTable table = new TextTable().row("reload", "asked", "state", "by", "message");
        for (final JsonNode reload : reloads) {
            table.row(reload.path("id").asText(), reload.path("asked").asText(), reload.path("state").asText(),
                    reload.path("by").asText(), reload.path("message").asText());
        }
        return table.text();
    }
}
