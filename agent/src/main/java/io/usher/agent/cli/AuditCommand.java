package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code usher audit}. */
@Command(name = "audit", description = "Who did what, the newest first.")
final class AuditCommand extends AgentCommand {

    @Option(names = "--limit", defaultValue = "50", description = "Most lines, up to 1000 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Override
    int run(final Api api) throws IOException {
        final JsonNode answer = api.json("GET", "/v1/audit?limit=" + limit, null);
        final StringJoiner lines = new StringJoiner(System.lineSeparator());
        for (final JsonNode entry : answer.path("entries")) {
            final String from = entry.path("from").asText();
            lines.add(entry.path("at").asText() + "  " + entry.path("by").asText() + (from.isEmpty() ? "" : " from " + from) + "  "
                    + entry.path("action").asText() + " " + entry.path("target").asText() + "  " + entry.path("detail").asText().strip()
                    + "  -> " + entry.path("outcome").asText());
        }
        return print(answer, lines.toString());
    }
}
