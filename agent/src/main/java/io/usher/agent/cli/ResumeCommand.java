package io.usher.agent.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher resume}. */
@Command(name = "resume", description = {
    "Go back to a generation that still finishes, or stands by: its successor hands everything back.",
    "Nothing in work, queued or idle is broken. The files stay as they are."})
final class ResumeCommand extends ChangeCommand {

    @Parameters(paramLabel = "GENERATION", description = "Its number, as 'usher status' shows it.")
    private int number;

    @Option(names = "--reason", paramLabel = "TEXT", description = "For the history.")
    private String reason = "";

    @Override
    ExitCode run(final Api api) throws IOException {
        return printChange(change(api, Request.of("POST", "/v1/generations/" + number + "/resume")
                .json(JsonNodeFactory.instance.objectNode().put("reason", reason).toString())),
                answer -> "generation " + answer.path("number").asInt()
                        + (dryRun() ? " can serve again, it is " : " serves again, it is ") + answer.path("state").asText());
    }
}
