package io.usher.agent.cli;

import io.usher.agent.demo.DemoCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
            ReloadCommand.class, ReloadsCommand.class, ScheduleCommand.class, TokenCommand.class, AuditCommand.class,
            BackupCommand.class, StopCommand.class, DemoCommand.class})
public final class Main implements Runnable {

    @Option(names = "--server", scope = ScopeType.INHERIT, paramLabel = "URL", defaultValue = "${env:USHER_SERVER:-http://127.0.0.1:8404}",
            description = "The agent: http://HOST:PORT, https://HOST:PORT or unix:PATH (default: $USHER_SERVER, else http://127.0.0.1:8404).")
    private String server;

    @Option(names = "--token-file", scope = ScopeType.INHERIT, paramLabel = "FILE", description = "Holds a token in its first line"
            + " (default: the token itself in $USHER_TOKEN). On a command line any account of this machine could read one.")
    private Path tokenFile;

    @Option(names = "--ca", scope = ScopeType.INHERIT, paramLabel = "FILE", defaultValue = "${env:USHER_CA:-}", description = "With"
            + " https: authorities whose certificate the agent may show, PEM (default: $USHER_CA, else those that Java knows).")
    private String authorities;

    @Option(names = "--certificate", scope = ScopeType.INHERIT, paramLabel = "FILE", description = "With https: a client certificate,"
            + " PEM; --key names its key.")
    private Path certificate;

    @Option(names = "--key", scope = ScopeType.INHERIT, paramLabel = "FILE", description = "Its private key, PKCS#8 in PEM.")
    private Path key;

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
    Api api() throws IOException {
        return new Api(server, token(), new Transport(server, authorities.isEmpty() ? null : Path.of(authorities), certificate, key));
    }

    private String token() throws IOException {
        if (tokenFile == null) {
            return System.getenv().getOrDefault("USHER_TOKEN", "");
        }
        try {
            return Files.readString(tokenFile).lines().findFirst().orElse("").strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("--token-file: " + tokenFile + " cannot be read: " + e.getMessage(), e);
        }
    }

    boolean json() {
        return json;
    }
}
