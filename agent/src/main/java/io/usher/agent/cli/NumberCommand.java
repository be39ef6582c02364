package io.usher.agent.cli;

import java.io.IOException;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher weight|maxconn B/S N|--clear}: a number set at runtime, or given back to the configuration. */
abstract class NumberCommand extends ChangeCommand {

    @Parameters(index = "0", paramLabel = "BACKEND/SERVER", description = "The server.")
    private String server;

    @Parameters(index = "1", arity = "0..1", paramLabel = "N", description = "The new value.")
    private Integer number;

    @Option(names = "--clear", description = "Give the value back to the configuration.")
    private boolean clear;

    private final String field;

    NumberCommand(final String field) {
        this.field = field;
    }

    @Override
    ExitCode run(final Api api) throws IOException {
        if (clear == (number != null)) {
            throw wrong(field + ": " + (clear ? number + " and --clear" : "missing") + " (expected: either a number or --clear)");
        }
        return printChange(change(api, Request.of("PATCH", serverPath(server)).json("{\"" + field + "\":" + number + "}")),
                ServerText::line);
    }
}
