package io.usher.agent.launch;

import io.usher.agent.request.Requester;
import io.usher.agent.rest.RestServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine;
import sun.misc.Signal;

/** The program {@code usher-agent}. Exit codes: {@link ExitCode}. */
public final class Main {
    /** Set by the launcher: the proxy's program beside this one. */
    static final String PROXY_PROPERTY = "usher.proxy.command";

    private Main() {
    }

    /** Runs until it is stopped, and ends the process. */
    public static void main(final String[] arguments) {
        final AgentCommandLine options = new AgentCommandLine();
        final CommandLine commandLine = new CommandLine(options);
        CommandLine.ParseResult parsed = null;
        try {
            parsed = commandLine.parseArgs(arguments);
            if (CommandLine.printHelpIfRequested(parsed)) {
                System.exit(ExitCode.OK);
            }
        } catch (final CommandLine.ParameterException e) {
            System.err.println("usher-agent: " + e.getMessage() + "\nTry 'usher-agent --help'.");
            System.exit(ExitCode.USAGE);
        }
        try {
            runWhatIsAskedFor(options, parsed);
        } catch (final LaunchException e) {
            System.err.println("usher-agent: " + e.getMessage());
            System.exit(e.exitCode());
        }
    }

    private static void runWhatIsAskedFor(final AgentCommandLine options, final CommandLine.ParseResult parsed)
            throws LaunchException {
        CommandLine.ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        if (last == parsed) {
            run(options, System.getenv());
        } else if (last.commandSpec().userObject() instanceof LocalCommand command) {
            command.run(System.getenv(), ownUid());
            Runtime.getRuntime().halt(ExitCode.OK);
        } else {
            last.commandSpec().commandLine().usage(System.err);
            System.exit(ExitCode.USAGE);
        }
    }

    private static void run(final AgentCommandLine options, final Map<String, String> environment) throws LaunchException {
        final Logger log = LoggerFactory.getLogger(Main.class);
        final ServiceManager manager = new ServiceManager(environment);
        final long uid = ownUid();
        final AgentSettings settings =
                options.settings(environment, uid, Optional.ofNullable(System.getProperty(PROXY_PROPERTY)).map(Path::of));
        // until there is somebody to ask for a reload, a hang-up must not end the agent
        onSignal("HUP", () -> log.info("SIGHUP came before the agent was ready and asks for nothing"));
        onSignal("TERM", () -> endWhileStarting(manager, log, "SIGTERM"));
        onSignal("INT", () -> endWhileStarting(manager, log, "SIGINT"));
        final Agent agent = Agent.start(settings, uid, environment, RestServer::open);
        final CompletableFuture<String> end = new CompletableFuture<>();
        agent.stopped().thenRun(() -> end.complete("stopped on purpose"));
        onSignal("HUP", () -> agent.reloadWhenDrained(new Requester("signal HUP")));
        onSignal("TERM", () -> end.complete("SIGTERM"));
        onSignal("INT", () -> end.complete("SIGINT"));
        manager.ready(agent.whatGoesOn());
        end(agent, manager, log, end.join());
    }

    /** The start itself may take a while, or be through but for the last step: what runs by then goes on. */
    private static void endWhileStarting(final ServiceManager manager, final Logger log, final String why) {
        manager.stopping();
        log.info("usher-agent ends ({}) before it is ready; traffic goes on where a proxy serves", why);
        Runtime.getRuntime().halt(ExitCode.OK);
    }

    /** Ends the agent alone. */
    private static void end(final Agent agent, final ServiceManager manager, final Logger log, final String why) {
        manager.stopping();
        final String rest = agent.whatGoesOn();
        agent.close();
        log.info("usher-agent ends ({}); {}", why, rest);
        Runtime.getRuntime().halt(ExitCode.OK);
    }

    private static void onSignal(final String name, final Runnable action) {
        Signal.handle(new Signal(name), signal -> action.run());
    }

    private static long ownUid() {
        try {
            return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
        } catch (final IOException e) {
            throw new UncheckedIOException("/proc/self cannot be read: usher-agent runs on Linux only", e);
        }
    }
}
