package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.StringJoiner;
import picocli.CommandLine.Command;

/** {@code usher servers}. */
@Command(name = "servers", description = "All servers, a line each; * marks a value set at runtime.")
final class ServersCommand extends AgentCommand {

    @Override
    int run(final Api api) throws IOException {
        final JsonNode status = api.json("GET", "/v1/status", null);
        final StringJoiner lines = new StringJoiner(System.lineSeparator());
        status.path("servers").forEach(server -> lines.add(line(server)));
        return print(status.path("servers"), lines.toString());
    }
}
