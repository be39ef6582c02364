package io.usher.proxy.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What a command does. Called on the thread {@code runtime} with the command's level already checked; must not block. */
@FunctionalInterface
public interface CommandAction {

    /**
     * Runs the command.
     *
     * @param call its arguments and who asks
     * @return the answer, now or later; any thread may complete it. HAProxy's own answers end with a line feed or are
     *         empty; the empty line behind an answer is not part of it
     */
    CompletionStage<String> run(CommandCall call);

    /** An action that has its answer at once. */
    static CommandAction immediate(final Function<CommandCall, String> answer) {
        return call -> CompletableFuture.completedFuture(answer.apply(call));
    }
}
