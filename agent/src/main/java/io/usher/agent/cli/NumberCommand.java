package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code usher weight|maxconn B/S N|--clear}: a number set at runtime, or given back to the configuration. */
abstract class NumberCommand extends AgentCommand {

    @Parameters(index = "0", paramLabel = "BACKEND/SERVER", description = "The server.")
    private String server;

    @Parameters(index = "1", arity = "0..1", paramLabel = "N", description = "The new value.")
    private Integer number;

    @Option(names = "--clear", description = "Give the value back to the configuration.")
    private boolean clear;

    @Spec
    private CommandSpec spec;

    private final String field;

    NumberCommand(final String field) {
        this.field = field;
    }

    @Override
    int run(final Api api) throws IOException {
        if (clear == (number != null)) {
            throw new ParameterException(spec.commandLine(), field + ": expected either a number or --clear");
        }
        final JsonNode answer = api.json("PATCH", serverPath(server), "{\"" + field + "\":" + number + "}");
        return print(answer, line(answer));
    }
}
