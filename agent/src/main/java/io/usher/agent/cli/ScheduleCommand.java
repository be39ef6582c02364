package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code usher schedule list|add|remove}. */
@Command(name = "schedule", mixinStandardHelpOptions = true, description = "Reloads by the calendar.",
        subcommands = {ScheduleCommand.ListAll.class, ScheduleCommand.Add.class, ScheduleCommand.Remove.class})
final class ScheduleCommand implements Runnable {

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** A command one level further down. */
    abstract static class Below implements java.util.concurrent.Callable<Integer> {

        @ParentCommand
        private ScheduleCommand schedule;

        @Spec
        private CommandSpec spec;

        final Api api() throws IOException {
            return schedule.main.api();
        }

        final int print(final JsonNode answer, final String line) {
            spec.commandLine().getOut().println(schedule.main.json() ? answer.toPrettyString() : line);
            return ExitCode.DONE;
        }

        static String line(final JsonNode schedule) {
            return schedule.path("id").asText() + "  " + (schedule.path("cron").isNull() ? schedule.path("at").asText()
                    : schedule.path("cron").asText()) + "  " + schedule.path("timeZone").asText() + "  next "
                    + schedule.path("next").path(0).asText("never");
        }
    }

    /** {@code usher schedule list}. */
    @Command(name = "list", description = "All schedules with their next firing.")
    static final class ListAll extends Below {
        @Override
        public Integer call() throws IOException {
            final JsonNode answer = api().json("GET", "/v1/schedules", null);
            final StringJoiner lines = new StringJoiner(System.lineSeparator());
            answer.path("schedules").forEach(schedule -> lines.add(line(schedule)));
            return print(answer, lines.toString());
        }
    }

    /** {@code usher schedule add}. */
    @Command(name = "add", description = "Reload when drained, by cron.")
    static final class Add extends Below {

        @Parameters(paramLabel = "CRON", description = "Five-field crontab, or Quartz' six or seven fields, as one word.")
        private String cron;

        @Option(names = "--zone", paramLabel = "ZONE", defaultValue = "UTC", description = "tz database (default: ${DEFAULT-VALUE}).")
        private String zone;

        @Override
        public Integer call() throws IOException {
            final JsonNode answer = api().json("POST", "/v1/schedules", "{\"cron\":" + AgentCommand.quoted(cron) + ",\"timeZone\":"
                    + AgentCommand.quoted(zone) + ",\"action\":{\"type\":\"reload\"}}");
            return print(answer, line(answer));
        }
    }

    /** {@code usher schedule remove}. */
    @Command(name = "remove", description = "Remove a schedule.")
    static final class Remove extends Below {

        @Parameters(paramLabel = "ID", description = "Its identifier.")
        private String id;

        @Override
        public Integer call() throws IOException {
            api().text("DELETE", "/v1/schedules/" + AgentCommand.encoded(id), null);
            return ExitCode.DONE;
        }
    }
}
