package io.usher.agent.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code usher enable|disable|drain B/S}. */
abstract class ServerStateCommand extends ChangeCommand {

    @Parameters(paramLabel = "BACKEND/SERVER", description = "The server.")
    private String server;

    private final String verb;

    ServerStateCommand(final String verb) {
        this.verb = verb;
    }

    @Override
    ExitCode run(final Api api) throws IOException {
        return printChange(change(api, Request.of("POST", serverPath(server) + "/" + verb)), ServerText::line);
    }

    /** {@code usher enable}. */
    @Command(name = "enable", description = "Let a server take requests.")
    static final class Enable extends ServerStateCommand {
        Enable() {
            super("enable");
        }
    }

    /** {@code usher disable}. */
    @Command(name = "disable", description = "Put a server into maintenance.")
    static final class Disable extends ServerStateCommand {
        Disable() {
            super("disable");
        }
    }

    /** {@code usher drain}. */
    @Command(name = "drain", description = "Let a server finish what it has and give it nothing new.")
    static final class Drain extends ServerStateCommand {
        Drain() {
            super("drain");
        }
    }
}
