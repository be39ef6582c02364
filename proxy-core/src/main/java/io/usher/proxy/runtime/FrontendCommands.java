package io.usher.proxy.runtime;

import io.usher.proxy.config.StatsSocket.Level;
import io.usher.proxy.generation.GenerationState;
import io.usher.proxy.live.Frontend;
import io.usher.proxy.live.Instance;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** Commands that change a frontend (HAProxy management manual, 9.3); the answers are HAProxy's. */
final class FrontendCommands {

    private static final int NAME_AT = 2;

    private final Instance instance;
    private final GenerationControl generation;

    FrontendCommands(final Instance instance, final GenerationControl generation) {
        this.instance = instance;
        this.generation = generation;
    }

    List<Command> commands() {
        return List.of(
            new Command(List.of("disable", "frontend"), Level.ADMIN, "disable frontend <frontend>",
                "temporarily disable specific frontend", call -> change(call, NAME_AT, (f, c) -> pause(f))),
            new Command(List.of("enable", "frontend"), Level.ADMIN, "enable frontend <frontend>",
                "re-enable specific frontend", call -> change(call, NAME_AT, (f, c) -> resume(f))),
            new Command(List.of("set", "maxconn", "frontend"), Level.ADMIN, "set maxconn frontend <frontend> <value>",
                "change a frontend's maxconn setting", call -> change(call, NAME_AT + 1, this::setMaxconn)));
    }

    /** At once or, during the short freeze of a handover, after it: the successor hears of what is acknowledged. */
    private CompletionStage<String> change(final CommandCall call, final int nameAt,
                                           final BiFunction<Frontend, CommandCall, CompletionStage<String>> change) {
        if (call.word(nameAt).isEmpty()) {
            return CompletableFuture.completedFuture("A frontend name is expected.\n");
        }
        final Frontend frontend = instance.frontend(call.word(nameAt)).orElse(null);
        if (frontend == null) {
            return CompletableFuture.completedFuture("No such frontend.\n");
        }
        final CompletableFuture<String> answer = new CompletableFuture<>();
        generation.whenWritable(() -> {
            try {
                change.apply(frontend, call).whenComplete((text, failure) -> {
                    if (failure == null) {
                        answer.complete(text);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
            } catch (final RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private CompletionStage<String> pause(final Frontend frontend) {
        if (isShutDown(frontend)) {
            return said("Frontend was previously shut down, cannot disable.\n");
        }
        if (frontend.paused()) {
            return said("All sockets are already disabled.\n");
        }
        return instance.pause(frontend, true).thenApply(failures -> failures.isEmpty() ? ""
            : "Failed to pause frontend, check logs for precise cause.\n");
    }

    private CompletionStage<String> resume(final Frontend frontend) {
        if (isShutDown(frontend)) {
            return said("Frontend was previously shut down, cannot enable.\n");
        }
        if (!frontend.paused()) {
            return said("All sockets are already enabled.\n");
        }
        return instance.pause(frontend, false).thenApply(failures -> failures.isEmpty() ? ""
            : "Failed to resume frontend, check logs for precise cause (port conflict?).\n");
    }

    private CompletionStage<String> setMaxconn(final Frontend frontend, final CommandCall call) {
        final String text = call.word(NAME_AT + 2);
        if (text.isEmpty()) {
            return said("Integer value expected.\n");
        }
        final LeadingNumber number = LeadingNumber.of(text);
        if (!number.found() || !number.rest().isEmpty()) {
            return said("Integer value expected.\n");
        }
        if (number.value() < 0 || number.value() > Integer.MAX_VALUE) {
            return said("Value out of range.\n");
        }
        return instance.setMaxconn(frontend, (int) number.value()).thenApply(done -> "");
    }

    /** Disabled in the configuration, or of a generation that takes no more clients. */
    private boolean isShutDown(final Frontend frontend) {
        return frontend.section().disabled() || generation.state() != GenerationState.ACTIVE;
    }

    private static CompletionStage<String> said(final String text) {
        return CompletableFuture.completedFuture(text);
    }
}
