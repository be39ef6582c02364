package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.status.TextTable;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher schedule list|add|remove}. */
@Command(name = "schedule", description = "Reloads by the calendar.",
        subcommands = {ScheduleCommand.ListAll.class, ScheduleCommand.Add.class, ScheduleCommand.Remove.class})
final class ScheduleCommand extends CommandGroup {

    private static String line(final JsonNode schedule) {
        return schedule.path("id").asText() + "  " + when(schedule) + "  " + schedule.path("timeZone").asText() + "  next "
                + next(schedule);
    }

    private static String when(final JsonNode schedule) {
        return schedule.path("cron").isNull() ? schedule.path("at").asText() : schedule.path("cron").asText();
    }

    private static String next(final JsonNode schedule) {
        return schedule.path("next").path(0).asText("never");
    }

    /** {@code usher schedule list}. */
    @Command(name = "list", description = "All schedules with their next firing.")
    static final class ListAll extends AgentCommand {
        @Override
        ExitCode run(final Api api) throws IOException {
            return print(api.send(Request.get("/v1/schedules")), answer -> table(answer.path("schedules")));
        }

        private static String table(final JsonNode schedules) {
            final TextTable table = new TextTable().row("schedule", "when", "zone", "action", "next");
            for (final JsonNode schedule : schedules) {
                table.row(schedule.path("id").asText(), when(schedule), schedule.path("timeZone").asText(),
                        schedule.path("action").path("type").asText(), next(schedule));
            }
            return table.text();
        }
    }

    /** {@code usher schedule add}. */
    @Command(name = "add", description = "Reload when drained, by cron.")
    static final class Add extends ChangeCommand {

        @Parameters(paramLabel = "CRON", description = "Five-field crontab, or Quartz' six or seven fields, as one word.")
        private String cron;

        @Option(names = "--zone", paramLabel = "ZONE", defaultValue = "UTC", description = "tz database (default: ${DEFAULT-VALUE}).")
        private String zone;

        @Override
        ExitCode run(final Api api) throws IOException {
            return printChange(change(api, Request.of("POST", "/v1/schedules").json("{\"cron\":" + quoted(cron) + ",\"timeZone\":"
                    + quoted(zone) + ",\"action\":{\"type\":\"reload\"}}")), ScheduleCommand::line);
        }
    }

    /** {@code usher schedule remove}. */
    @Command(name = "remove", description = "Remove a schedule.")
    static final class Remove extends ChangeCommand {

        @Parameters(paramLabel = "ID", description = "Its identifier.")
        private String id;

        @Override
        ExitCode run(final Api api) throws IOException {
            return printChange(change(api, Request.of("DELETE", "/v1/schedules/" + encoded(id))), answer -> "schedule " + id + " removed");
        }
    }
}
