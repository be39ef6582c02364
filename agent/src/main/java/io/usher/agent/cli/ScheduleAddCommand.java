package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher schedule add}. */
@Command(name = "add", description = {"Do something by the calendar:",
        "  reload                             when drained; the default",
    "  drain|enable|disable B/S...        servers of one backend", "  set B/S... FIELD=VALUE...          such as weight=10 or"
            + " maxconn=null, which gives it back", "  ramp B/S... --from --to --steps    a weight in steps"})
final class ScheduleAddCommand extends ChangeCommand {

    @Option(names = "--at", paramLabel = "TIME", description = "Once, such as 2026-12-01T22:00:00+01:00, and no CRON.")
    private String at;

    @Option(names = "--zone", paramLabel = "ZONE", defaultValue = "UTC", description = "tz database (default: ${DEFAULT-VALUE}).")
    private String zone;

    @Option(names = "--name", paramLabel = "TEXT", defaultValue = "", description = "For people.")
    private String name;

    @Option(names = "--misfire", paramLabel = "run|skip", defaultValue = "run",
            description = "What becomes of a firing that was missed (default: ${DEFAULT-VALUE}).")
    private String misfire;

    @Option(names = "--node", paramLabel = "NAME", description = "The only agent that may do it, of those that share a calendar.")
    private String node;

    @Option(names = "--when", paramLabel = "drained|now", defaultValue = "drained",
            description = "Of a reload (default: ${DEFAULT-VALUE}).")
    private String when;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Of a reload, for the history.")
    private String reason;

    @Option(names = "--deadline", paramLabel = "TIME", description = "Of a reload: give up waiting after so long, such as 2h.")
    private String deadline;

    @Option(names = "--from", paramLabel = "N", description = "Weight that a ramp begins with.")
    private Integer from;

    @Option(names = "--to", paramLabel = "N", description = "Weight that it ends with.")
    private Integer to;

    @Option(names = "--steps", paramLabel = "N", description = "In so many steps.")
    private Integer steps;

    @Option(names = "--interval", paramLabel = "TIME", description = "With so much time before each, such as 30s.")
    private String interval;

    @Parameters(paramLabel = "CRON ACTION...", arity = "0..*",
            description = "Five-field crontab, or Quartz' six or seven fields, as one word; then what to do.")
    private List<String> words = List.of();

    @Override
    ExitCode run(final Api api) throws IOException {
        final ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name).put("timeZone", zone).put("misfire",
                misfire);
        if (at == null && words.isEmpty()) {
            throw wrong("when: missing (expected: a cron expression as one word, or --at TIME)");
        }
        body.put(at == null ? "cron" : "at", at == null ? words.get(0) : at);
        if (node != null) {
            body.put("node", node);
        }
        body.set("action", action(words.subList(at == null ? 1 : 0, words.size())));
        return printChange(change(api, Request.of("POST", "/v1/schedules").json(body.toString())), ScheduleCommand::line);
    }

    private ObjectNode action(final List<String> action) {
        final String verb = action.isEmpty() ? "reload" : action.get(0);
        final List<String> rest = action.isEmpty() ? action : action.subList(1, action.size());
        return switch (verb) {
            case "reload" -> reload(rest);
            case "drain" -> servers(rest, List.of("state=drain"));
            case "enable" -> servers(rest, List.of("state=ready"));
            case "disable" -> servers(rest, List.of("state=maint"));
            case "set" -> servers(rest.stream().filter(word -> !word.contains("=")).toList(),
                    rest.stream().filter(word -> word.contains("=")).toList());
            case "ramp" -> ramp(rest);
            default -> throw wrong("action: '" + verb + "' (expected: reload, drain, enable, disable, set or ramp; a cron"
                    + " expression is one word, in quotes)");
        };
    }

    private ObjectNode reload(final List<String> rest) {
        if (!rest.isEmpty()) {
            throw wrong("reload: '" + rest.get(0) + "' (expected: nothing after it)");
        }
        final ObjectNode reload = JsonNodeFactory.instance.objectNode().put("type", "reload").put("when", when);
        if (reason != null) {
            reload.put("reason", reason);
        }
        return deadline == null ? reload : reload.put("deadline", deadline);
    }

    private ObjectNode servers(final List<String> names, final List<String> fields) {
        if (fields.isEmpty()) {
            throw wrong("set: no field (expected: FIELD=VALUE, such as weight=10)");
        }
        final ObjectNode action = onBackend("servers", names);
        for (final String name : names) {
            final ObjectNode patch = action.withArray("servers").addObject().put("name", server(name));
            fields.forEach(field -> patch.set(field.substring(0, field.indexOf('=')),
                    value(field.substring(field.indexOf('=') + 1))));
        }
        return action;
    }

    private ObjectNode ramp(final List<String> names) {
        if (Stream.of(from, to, steps, interval).anyMatch(java.util.Objects::isNull)) {
            throw wrong("ramp: something is missing (expected: --from, --to, --steps and --interval)");
        }
        final ObjectNode action = onBackend("ramp", names).put("from", from).put("to", to).put("steps", steps).put("interval",
                interval);
        names.forEach(name -> action.withArray("servers").add(server(name)));
        return action;
    }

    private ObjectNode onBackend(final String type, final List<String> names) {
        names.forEach(this::serverPath); // refuses what is none
        final List<String> backends = names.stream().map(name -> name.substring(0, name.indexOf('/'))).distinct().toList();
        if (backends.size() != 1) {
            throw wrong("servers: " + (names.isEmpty() ? "none" : "of " + String.join(", ", backends))
                    + " (expected: servers of one backend)");
        }
        return JsonNodeFactory.instance.objectNode().put("type", type).put("backend", backends.get(0));
    }

    private static String server(final String name) {
        return name.substring(name.indexOf('/') + 1);
    }

    private static JsonNode value(final String text) {
        if (text.equals("null")) {
            return JsonNodeFactory.instance.nullNode();
        }
        return text.matches("\\d{1,9}") ? JsonNodeFactory.instance.numberNode(Integer.parseInt(text))
                : JsonNodeFactory.instance.textNode(text);
    }
}
