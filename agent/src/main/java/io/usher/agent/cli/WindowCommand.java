package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.status.TextTable;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher window list|add|delete}. */
@Command(name = "window", description = "Maintenance windows: outside of them reloads that wait do not start.",
        subcommands = {WindowCommand.ListAll.class, WindowCommand.Add.class, WindowCommand.Delete.class})
final class WindowCommand extends CommandGroup {

    private static final String PATH = "/v1/maintenance-windows";

    private static String line(final JsonNode window) {
        return window.path("id").asText() + (window.path("name").asText().isEmpty() ? "" : " (" + window.path("name").asText()
                + ")") + "  "
                + window.path("cron").asText() + " for " + window.path("duration").asText() + "  "
                + window.path("timeZone").asText() + "  "
                + now(window);
    }

    private static String now(final JsonNode window) {
        return window.path("open").asBoolean() ? "open until " + window.path("closes").asText()
                : "opens " + window.path("next").path(0).asText("never");
    }

    /** {@code usher window list}. */
    @Command(name = "list", description = "All windows; without any, everything is open.")
    static final class ListAll extends AgentCommand {
        @Override
        ExitCode run(final Api api) throws IOException {
            return print(api.send(Request.get(PATH)), answer -> table(answer.path("windows")));
        }

        private static String table(final JsonNode windows) {
            final TextTable table = new TextTable().row("window", "name", "opens at", "for", "zone", "now");
            for (final JsonNode window : windows) {
                table.row(window.path("id").asText(), window.path("name").asText(), window.path("cron").asText(),
                        window.path("duration").asText(), window.path("timeZone").asText(), now(window));
            }
            return table.text();
        }
    }

    /** {@code usher window add}. */
    @Command(name = "add", description = "Let reloads that wait start from CRON on for DURATION.")
    static final class Add extends ChangeCommand {

        @Parameters(index = "0", paramLabel = "CRON",
                description = "Five-field crontab, or Quartz' six or seven fields, as one word.")
        private String cron;

        @Parameters(index = "1", paramLabel = "DURATION", description = "How long it stays open, such as 90m or 3h.")
        private String duration;

        @Option(names = "--zone", paramLabel = "ZONE", defaultValue = "UTC",
                description = "tz database (default: ${DEFAULT-VALUE}).")
        private String zone;

        @Option(names = "--name", paramLabel = "TEXT", defaultValue = "", description = "For people.")
        private String name;

        @Override
        ExitCode run(final Api api) throws IOException {
            return printChange(change(api, Request.of("POST", PATH).json("{\"name\":" + quoted(name) + ",\"cron\":" + quoted(cron)
                    + ",\"duration\":" + quoted(duration) + ",\"timeZone\":" + quoted(zone) + "}")), WindowCommand::line);
        }
    }

    /** {@code usher window delete}. */
    @Command(name = "delete", description = "Remove a window.")
    static final class Delete extends ChangeCommand {

        @Parameters(paramLabel = "ID", description = "Its identifier.")
        private String id;

        @Override
        ExitCode run(final Api api) throws IOException {
            return printChange(change(api, Request.of("DELETE", PATH + "/" + encoded(id))), answer -> "maintenance window " + id
                    + " removed");
        }
    }
}
