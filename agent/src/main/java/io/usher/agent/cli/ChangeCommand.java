package io.usher.agent.cli;

import java.io.IOException;
import picocli.CommandLine.Mixin;

/** A command that changes something, and takes {@code --dry-run}. */
abstract class ChangeCommand extends AgentCommand {

    @Mixin
    private DryRunOption dryRun;

    final boolean dryRun() {
        return dryRun.asked();
    }

    /** Sends what changes something, or only asks what it would. */
    final Answer change(final Api api, final Request request) throws IOException {
        return dryRun.send(api, request);
    }

    /** Prints what has changed, or would. */
    final ExitCode printChange(final Answer answer, final Text text) throws IOException {
        return print(answer, dryRun() ? body -> "dry run, nothing is changed: " + text.of(body) : text);
    }
}
