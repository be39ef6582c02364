package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.status.TextTable;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher reloads}: the history, or all of one. */
@Command(name = "reloads", description = "The history of reloads, the newest first; or one with all that is known of it.")
final class ReloadsCommand extends AgentCommand {

    @Parameters(paramLabel = "ID", arity = "0..1", description = "Only this one.")
    private String id;

    @Option(names = "--state", paramLabel = "STATE", split = ",",
            description = "Only those in such a state, e.g. failed,rolled-back.")
    private List<String> states = List.of();

    @Option(names = "--before", paramLabel = "ID", description = "Only those asked for before this one.")
    private String before;

    @Option(names = "--limit", defaultValue = "20", description = "Most lines (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Override
    ExitCode run(final Api api) throws IOException {
        if (id != null) {
            return print(api.send(Request.get("/v1/reloads/" + encoded(id))), ReloadsCommand::whole);
        }
        Request request = Request.get("/v1/reloads").query("limit", String.valueOf(limit));
        if (!states.isEmpty()) {
            request = request.query("state", String.join(",", states));
        }
        if (before != null) {
            request = request.query("before", before);
        }
        return print(api.send(request), answer -> table(answer.path("reloads")));
    }

    private static String table(final JsonNode reloads) {
        final TextTable table = new TextTable().row("reload", "asked", "state", "took", "by", "reason", "message");
        for (final JsonNode reload : reloads) {
            table.row(reload.path("id").asText(), reload.path("asked").asText(), reload.path("state").asText(), took(reload),
                    reload.path("by").asText(), reload.path("reason").asText(),
                    reload.path("message").asText().lines().findFirst().orElse(""));
        }
        return table.text();
    }

    private static String took(final JsonNode reload) {
        return reload.path("durationMillis").isNumber() ? reload.path("durationMillis").asLong() + "ms" : "";
    }

    /** Every field that says something, a line each. */
    private static String whole(final JsonNode reload) {
        final TextTable table = new TextTable();
        reload.properties().forEach(field -> {
            final JsonNode value = field.getValue();
            if (!value.isNull() && !(value.isContainerNode() && value.isEmpty()) && !value.asText("-").isEmpty()) {
                table.row(field.getKey(), value.isContainerNode() ? value.toString() : value.asText());
            }
        });
        return table.text();
    }
}
