package io.usher.agent.cli;

import io.usher.agent.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program {@code usher}. Exit codes: {@link ExitCode}. */
@Command(name = "usher", mixinStandardHelpOptions = true, version = "usher 0.1.0",
        description = "Speaks to usher-agent: status, servers, reloads, schedules. 'usher demo' shows what it is about.",
        subcommands = {StatusCommand.class, ServersCommand.class, ServerStateCommand.Enable.class,
            ServerStateCommand.Disable.class, ServerStateCommand.Drain.class, WeightCommand.class, MaxconnCommand.class,
            ReloadCommand.class, ReloadsCommand.class, ScheduleCommand.class, StopCommand.class, DemoCommand.class})
public final class Main implements Runnable {

    @Option(names = "--server", scope = ScopeType.INHERIT, paramLabel = "URL", defaultValue = "${env:USHER_SERVER:-http://127.0.0.1:8404}",
            description = "The agent: http://HOST:PORT or unix:PATH (default: $USHER_SERVER, else http://127.0.0.1:8404).")
    private String server;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the agent's JSON as it is.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** Runs the program and ends the process. */
    public static void main(final String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(final String... arguments) {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((e, command, parsed) -> ExitCode.of(e, command.getErr()))
                .execute(arguments);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** A client of the agent that the options name. */
    Api api() {
        return new Api(server);
    }

    boolean json() {
        return json;
    }
}
