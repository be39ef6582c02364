package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.status.TextTable;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code usher audit}. */
@Command(name = "audit", description = "Who did what, the newest first.")
final class AuditCommand extends AgentCommand {

    @Option(names = "--limit", defaultValue = "50", description = "Most lines, up to 1000 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Override
    ExitCode run(final Api api) throws IOException {
        return print(api.send(Request.get("/v1/audit?limit=" + limit)), answer -> table(answer.path("entries")));
    }

    private static String table(final JsonNode entries) {
        final TextTable table = new TextTable().row("at", "by", "from", "what", "detail", "outcome");
        for (final JsonNode entry : entries) {
            table.row(entry.path("at").asText(), entry.path("by").asText(), entry.path("from").asText(),
                    entry.path("action").asText() + " " + entry.path("target").asText(), entry.path("detail").asText().strip(),
                    entry.path("outcome").asText());
        }
        return table.text();
    }
}
