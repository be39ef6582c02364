package io.usher.agent.cli;

import picocli.CommandLine.Command;

/** {@code usher weight}. */
@Command(name = "weight", description = "Set a server's weight, 0 to 256.")
final class WeightCommand extends NumberCommand {
    WeightCommand() {
        super("weight");
    }
}
