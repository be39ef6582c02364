package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.status.TextTable;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code usher frontends}. */
@Command(name = "frontends", description = "All frontends, a line each; * marks a value set at runtime.")
final class FrontendsCommand extends AgentCommand {

    @Override
    ExitCode run(final Api api) throws IOException {
        return print(api.send(Request.get("/v1/frontends")), FrontendsCommand::table);
    }

    private static String table(final JsonNode answer) {
        final TextTable table = new TextTable().row("frontend", "status", "state", "maxconn", "connections", "total");
        for (final JsonNode frontend : answer.path("frontends")) {
            table.row(frontend.path("name").asText(), frontend.path("status").asText(), ServerText.value(frontend, "state"),
                    ServerText.value(frontend, "maxconn"), frontend.path("connections").asText(),
                    frontend.path("total").asText());
        }
        return table.text();
    }

    /** One frontend as a line. */
    static String line(final JsonNode frontend) {
        return frontend.path("name").asText() + "  " + frontend.path("status").asText() + "  state "
                + ServerText.value(frontend, "state") + "  maxconn " + ServerText.value(frontend, "maxconn");
    }
}
