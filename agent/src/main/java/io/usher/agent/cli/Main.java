package io.usher.agent.cli;

import io.usher.agent.demo.DemoCommand;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code usher}. Exit codes: {@link ExitCode}. */
@Command(name = "usher", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
        description = "Speaks to usher-agent: status, servers, reloads, schedules. 'usher demo' shows what it is about.",
        subcommands = {StatusCommand.class, ServersCommand.class, ServerStateCommand.Enable.class,
            ServerStateCommand.Disable.class, ServerStateCommand.Drain.class, WeightCommand.class, MaxconnCommand.class,
            AddressCommand.class, ServerCommand.class, FrontendsCommand.class, FrontendCommand.class,
            ReloadCommand.class, ReloadsCommand.class, ResumeCommand.class, EventsCommand.class, ConfigCommand.class,
            ScheduleCommand.class, WindowCommand.class,
            TokenCommand.class, AuditCommand.class, BackupCommand.class, DoctorCommand.class, StopCommand.class,
            CompletionCommand.class, DemoCommand.class})
public final class Main implements Runnable {

    private static final String VERSION = "usher 0.1.0";

    @Mixin
    private ServerOptions agent;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the agent's JSON as it is.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** Runs the program and ends the process. */
    public static void main(final String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs the program and returns the exit code of the process that it would be. */
    public static int run(final String... arguments) {
        return commandLine().execute(arguments);
    }

    /** The program with all its commands. */
    static CommandLine commandLine() {
        final CommandLine program = new CommandLine(new Main());
        program.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
        program.setParameterExceptionHandler((failure, arguments) -> misused(failure));
        everywhere(program);
        return program;
    }

    private static void everywhere(final CommandLine command) {
        command.getCommandSpec().version(VERSION).usageMessage().exitCodeListHeading("Exit codes:%n")
                .exitCodeList(ExitCode.table());
        if (!speaksToTheAgent(command.getCommand())) {
            List.copyOf(command.getCommandSpec().options()).stream().filter(OptionSpec::inherited)
                    .forEach(command.getCommandSpec()::remove);
        }
        command.getSubcommands().values().forEach(Main::everywhere);
    }

    private static boolean speaksToTheAgent(final Object command) {
        return command instanceof Main || command instanceof CommandGroup || command instanceof AgentCommand;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command (expected: one of those that 'usher --help' lists)");
    }

    private static int failed(final Exception failure, final CommandLine command) {
        if (failure instanceof Refused refused && !refused.body().isEmpty()
                && ((Main) command.getCommandSpec().root().userObject()).json) {
            command.getOut().print(refused.body());
            command.getOut().flush();
        }
        command.getErr().println(failure.getMessage() == null ? failure.toString() : failure.getMessage());
        return ExitCode.of(failure).code();
    }

    /** The reason, and where to read on: the whole help would push the reason off the screen. */
    private static int misused(final ParameterException failure) {
        final CommandLine command = failure.getCommandLine();
        final PrintWriter error = command.getErr();
        error.println(failure.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(failure, error)) {
            error.println("see '" + command.getCommandSpec().qualifiedName() + " --help'");
        }
        return ExitCode.USAGE.code();
    }

    Api api() {
        return agent.api();
    }

    ServerOptions server() {
        return agent;
    }

    boolean json() {
        return json;
    }
}
