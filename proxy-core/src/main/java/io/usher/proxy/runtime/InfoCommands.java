package io.usher.proxy.runtime;

import io.usher.proxy.config.StatsSocket.Level;
import io.usher.proxy.live.Instance;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Commands that tell of the process: {@code show info}, {@code show version}, {@code show env}. */
final class InfoCommands {

    private final Instance instance;
    private final ProcessFacts process;

    InfoCommands(final Instance instance, final ProcessFacts process) {
        this.instance = instance;
        this.process = process;
    }

    List<Command> commands() {
        return List.of(
            Command.of("show info", Level.USER, "show info [json|typed]*", "report information about the running process",
                this::showInfo),
            Command.of("show version", Level.USER, "show version", "show version of the current process",
                call -> process.version() + "\n"),
            Command.of("show env", Level.OPERATOR, "show env [var]", "dump environment variables known to the process",
                InfoCommands::showEnv));
    }

    private String showInfo(final CommandCall call) {
        final InfoReport report = new InfoReport(instance, process);
        if (call.words().contains("json")) {
            return report.json();
        }
        return call.words().contains("typed") ? report.typed() : report.plain();
    }

    private static String showEnv(final CommandCall call) {
        final Map<String, String> environment = System.getenv();
        final String name = call.word(2);
        if (!name.isEmpty()) {
            final String value = environment.get(name);
            return value == null ? "Variable not found\n" : name + "=" + value + "\n";
        }
        final StringBuilder out = new StringBuilder();
        new TreeMap<>(environment).forEach((key, value) -> out.append(key).append('=').append(value).append('\n'));
        return out.toString();
    }
}
