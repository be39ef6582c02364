package io.usher.agent.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher frontend enable|disable|maxconn}. */
@Command(name = "frontend", description = "One frontend: enable, disable and limit it.",
        subcommands = {FrontendCommand.Enable.class, FrontendCommand.Disable.class, FrontendCommand.Maxconn.class})
final class FrontendCommand extends CommandGroup {

    /** A change of one frontend by a merge patch. */
    abstract static class Change extends ChangeCommand {

        @Parameters(index = "0", paramLabel = "FRONTEND", description = "The frontend; 'usher frontends' lists them.")
        private String frontend;

        abstract String patch();

        @Override
        final ExitCode run(final Api api) throws IOException {
            return printChange(change(api, Request.of("PATCH", "/v1/frontends/" + encoded(frontend)).json(patch())),
                    FrontendsCommand::line);
        }
    }

    /** {@code usher frontend enable}. */
    @Command(name = "enable", description = "Let a frontend take connections.")
    static final class Enable extends Change {
        @Override
        String patch() {
            return "{\"state\":\"enabled\"}";
        }
    }

    /** {@code usher frontend disable}. */
    @Command(name = "disable", description = "Let a frontend release its addresses; it serves whom it has.")
    static final class Disable extends Change {
        @Override
        String patch() {
            return "{\"state\":\"disabled\"}";
        }
    }

    /** {@code usher frontend maxconn}. */
    @Command(name = "maxconn", description = "Set a frontend's limit of connections; at 0 it takes none.")
    static final class Maxconn extends Change {

        @Parameters(index = "1", arity = "0..1", paramLabel = "N", description = "The new value.")
        private Integer number;

        @Option(names = "--clear", description = "Give the value back to the configuration.")
        private boolean clear;

        @Override
        String patch() {
            if (clear == (number != null)) {
                throw wrong("maxconn: " + (clear ? number + " and --clear" : "missing")
                        + " (expected: either a number or --clear)");
            }
            return "{\"maxconn\":" + number + "}";
        }
    }
}
