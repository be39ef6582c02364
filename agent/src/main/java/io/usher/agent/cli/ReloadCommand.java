package io.usher.agent.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code usher reload}. */
@Command(name = "reload", description = "Start a new generation; refused (exit 3) while an earlier one is not drained.")
final class ReloadCommand extends ChangeCommand {

    @Option(names = "--when", paramLabel = "WHEN", defaultValue = "now",
            description = "now, drained, or an instant such as 2026-12-01T03:00:00Z (default: ${DEFAULT-VALUE}).")
    private String when;

    @Option(names = "--force", description = "End the generation that blocks; its seats stay on hold.")
    private boolean force;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "For the history.")
    private String reason;

    @Override
    ExitCode run(final Api api) throws IOException {
        return printChange(change(api, Request.of("POST", "/v1/reloads").json("{\"when\":" + quoted(when) + ",\"force\":" + force
                + ",\"reason\":" + quoted(reason) + "}")), answer -> "reload " + answer.path("id").asText() + " "
                + answer.path("state").asText() + (answer.path("joined").asBoolean() ? " (joined)" : ""));
    }
}
