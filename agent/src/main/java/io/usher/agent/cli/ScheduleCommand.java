package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usher.agent.status.TextTable;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher schedule list|show|add|pause|resume|run|delete}. */
@Command(name = "schedule", description = "Reloads and changes of servers by the calendar.",
        subcommands = {ScheduleCommand.ListAll.class, ScheduleCommand.Show.class, ScheduleAddCommand.class,
                ScheduleCommand.Pause.class,
            ScheduleCommand.Resume.class, ScheduleCommand.Run.class, ScheduleCommand.Delete.class})
final class ScheduleCommand extends CommandGroup {

    private static final int SHOWN_FIRINGS = 20;

    static String path(final String id) {
        return "/v1/schedules/" + Request.encoded(id);
    }

    static String line(final JsonNode schedule) {
        return schedule.path("id").asText() + named(schedule) + "  " + schedule.path("state").asText() + "  " + when(schedule)
                + "  "
                + schedule.path("timeZone").asText() + "  " + action(schedule.path("action")) + "  next " + next(schedule);
    }

    private static String named(final JsonNode schedule) {
        return schedule.path("name").asText().isEmpty() ? "" : " (" + schedule.path("name").asText() + ")";
    }

    private static String when(final JsonNode schedule) {
        return schedule.path("cron").isNull() ? schedule.path("at").asText() : schedule.path("cron").asText();
    }

    private static String next(final JsonNode schedule) {
        return schedule.path("next").path(0).asText("never");
    }

    /** What it does, in a few words. */
    private static String action(final JsonNode action) {
        final StringBuilder text = new StringBuilder(action.path("type").asText());
        for (final JsonNode server : action.path("servers")) {
            text.append(' ').append(action.path("backend").asText()).append('/')
                    .append(server.isTextual() ? server.asText() : server.path("name").asText());
            if (server instanceof ObjectNode fields) {
                fields.properties().stream().filter(field -> !field.getKey().equals("name"))
                        .forEach(field -> text.append(' ').append(field.getKey()).append('=').append(field.getValue().asText()));
            }
        }
        if (action.has("steps")) {
            text.append(' ').append(action.path("from").asText()).append("..").append(action.path("to").asText()).append(" in ")
                    .append(action.path("steps").asText()).append(" steps of ").append(action.path("interval").asText());
        }
        return text.toString();
    }

    private static String firing(final JsonNode firing) {
        return "firing " + firing.path("id").asText() + " " + firing.path("state").asText()
                + (firing.path("result").asText().isEmpty() ? "" : ": " + firing.path("result").asText());
    }

    /** {@code usher schedule list}. */
    @Command(name = "list", description = "The schedules that still do something, with their next firing.")
    static final class ListAll extends AgentCommand {

        @Option(names = "--finished", description = "Those that are finished too.")
        private boolean finished;

        @Override
        ExitCode run(final Api api) throws IOException {
            return print(api.send(Request.get("/v1/schedules").query("finished", String.valueOf(finished))),
                    answer -> table(answer.path("schedules")));
        }

        private static String table(final JsonNode schedules) {
            final TextTable table = new TextTable().row("schedule", "name", "state", "when", "zone", "action", "next",
                    "last result");
            for (final JsonNode schedule : schedules) {
                table.row(schedule.path("id").asText(), schedule.path("name").asText(), schedule.path("state").asText(),
                        when(schedule),
                        schedule.path("timeZone").asText(), action(schedule.path("action")), next(schedule),
                        schedule.path("lastResult").asText("-"));
            }
            return table.text();
        }
    }

    /** {@code usher schedule show}. */
    @Command(name = "show", description = "One schedule, and what came of its last firings.")
    static final class Show extends AgentCommand {

        @Parameters(paramLabel = "ID", description = "Its identifier.")
        private String id;

        @Override
        ExitCode run(final Api api) throws IOException {
            final Answer schedule = api.send(Request.get(path(id)));
            final Answer firings = api.send(Request.get(path(id) + "/firings").query("limit", String.valueOf(SHOWN_FIRINGS)));
            final ObjectNode both = JsonNodeFactory.instance.objectNode();
            both.set("schedule", schedule.json());
            both.set("firings", firings.json().path("firings"));
            return print(new Answer(schedule.status(), schedule.headers(), both.toPrettyString()),
                    answer -> line(answer.path("schedule"))
                    + System.lineSeparator() + table(answer.path("firings")));
        }

        private static String table(final JsonNode firings) {
            final TextTable table = new TextTable().row("due", "started", "finished", "state", "node", "by", "result");
            for (final JsonNode firing : firings) {
                table.row(firing.path("due").asText(), firing.path("started").asText("-"), firing.path("finished").asText("-"),
                        firing.path("state").asText(), firing.path("node").asText(), firing.path("by").asText(),
                        firing.path("result").asText());
            }
            return table.text();
        }
    }

    /** A verb that one schedule takes. */
    abstract static class Verb extends ChangeCommand {

        @Parameters(paramLabel = "ID", description = "The schedule's identifier.")
        private String id;

        final String id() {
            return id;
        }

        final Answer post(final Api api, final String verb) throws IOException {
            return change(api, Request.of("POST", path(id) + "/" + verb));
        }
    }

    /** {@code usher schedule pause}. */
    @Command(name = "pause", description = "Leave out what comes due; a ramp stands still.")
    static final class Pause extends Verb {
        @Override
        ExitCode run(final Api api) throws IOException {
            return printChange(post(api, "pause"), ScheduleCommand::line);
        }
    }

    /** {@code usher schedule resume}. */
    @Command(name = "resume", description = "Fire again, from the next time on.")
    static final class Resume extends Verb {
        @Override
        ExitCode run(final Api api) throws IOException {
            return printChange(post(api, "resume"), ScheduleCommand::line);
        }
    }

    /** {@code usher schedule run}. */
    @Command(name = "run", description = "Do now what it does; exit 1 if that failed.")
    static final class Run extends Verb {
        @Override
        ExitCode run(final Api api) throws IOException {
            final Answer answer = post(api, "run");
            printChange(answer, ScheduleCommand::firing);
            return answer.json().path("state").asText().equals("failed") ? ExitCode.FAILED : ExitCode.DONE;
        }
    }

    /** {@code usher schedule delete}. */
    @Command(name = "delete", aliases = "remove", description = "Remove a schedule and its history; a ramp stops where it is.")
    static final class Delete extends Verb {
        @Override
        ExitCode run(final Api api) throws IOException {
            return printChange(change(api, Request.of("DELETE", path(id()))), answer -> "schedule " + id() + " removed");
        }
    }
}
