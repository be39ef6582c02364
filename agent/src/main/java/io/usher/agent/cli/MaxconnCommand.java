package io.usher.agent.cli;

import picocli.CommandLine.Command;

/** {@code usher maxconn}. */
@Command(name = "maxconn", description = "Set a server's number of seats; 0 = no limit.")
final class MaxconnCommand extends NumberCommand {
    MaxconnCommand() {
        super("maxconn");
    }
}
