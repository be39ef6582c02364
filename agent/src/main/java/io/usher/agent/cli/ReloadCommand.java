package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher reload}, and {@code usher reload cancel}. */
@Command(name = "reload", description = "Start a new generation; refused (exit 3) while an earlier one is not drained.",
        subcommands = ReloadCommand.Cancel.class)
final class ReloadCommand extends ChangeCommand {

    /** Asked for again and again: more than the agent would wait at once. */
    private static final int ONE_WAIT_SECONDS = 60;

    @Option(names = "--when", paramLabel = "WHEN", defaultValue = "now",
            description = "now, drained, or an instant such as 2026-12-01T03:00:00Z (default: ${DEFAULT-VALUE}).")
    private String when;

    @Option(names = "--force", description = "End the generation that blocks; its seats stay on hold.")
    private boolean force;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "For the history.")
    private String reason;

    @Option(names = "--deadline", paramLabel = "TIME", description = "An instant, or a time to wait such as 30m: one that has not"
            + " started by then expires.")
    private String deadline;

    @Option(names = "--wait", description = "Wait until it is over; exit 1 unless it succeeded.")
    private boolean wait;

    @Option(names = "--idempotency-key", paramLabel = "KEY", description = "Asking again with the same key starts no second one.")
    private String key;

    @Override
    ExitCode run(final Api api) throws IOException {
        final ObjectNode body = JsonNodeFactory.instance.objectNode().put("when", when).put("force", force).put("reason", reason);
        if (deadline != null) {
            body.put("deadline", deadline);
        }
        Request request = Request.of("POST", "/v1/reloads").json(body.toString());
        if (key != null) {
            request = request.header("Idempotency-Key", key);
        }
        final Answer taken = change(api, request);
        final Answer last = wait && !dryRun() ? end(api, taken) : taken;
        printChange(last, ReloadCommand::line);
        return wait || dryRun() ? code(last.json()) : ExitCode.DONE;
    }

    private static Answer end(final Api api, final Answer taken) throws IOException {
        Answer now = taken;
        while (now.json().path("finished").isNull()) {
            now = api.send(Request.get("/v1/reloads/" + encoded(now.json().path("id").asText()))
                    .header("Prefer", "wait=" + ONE_WAIT_SECONDS));
        }
        return now;
    }

    private static ExitCode code(final JsonNode reload) {
        return switch (reload.path("state").asText()) {
            case "failed", "rolled-back", "cancelled", "expired" -> ExitCode.FAILED;
            case "refused" -> ExitCode.REFUSED_BY_THE_GATE;
            default -> ExitCode.DONE;
        };
    }

    private static String line(final JsonNode reload) {
        final String message = reload.path("message").asText();
        return "reload " + reload.path("id").asText() + " " + reload.path("state").asText()
                + (reload.path("joined").asBoolean() ? " (joined)" : "") + (message.isEmpty() ? "" : ": " + message);
    }

    /** {@code usher reload cancel ID}. */
    @Command(name = "cancel", description = "Take back a reload that waits or is scheduled.")
    static final class Cancel extends ChangeCommand {

        @Parameters(paramLabel = "ID", description = "The reload; 'usher reloads' lists them.")
        private String id;

        @Override
        ExitCode run(final Api api) throws IOException {
            return printChange(change(api, Request.of("DELETE", "/v1/reloads/" + encoded(id))), ReloadCommand::line);
        }
    }
}
