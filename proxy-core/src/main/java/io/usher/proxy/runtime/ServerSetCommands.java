package io.usher.proxy.runtime;

import io.usher.proxy.config.AddedServer;
import io.usher.proxy.config.BalanceAlgorithm;
import io.usher.proxy.config.StatsSocket.Level;
import io.usher.proxy.generation.GenerationState;
import io.usher.proxy.live.AdminState;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.Server;
import io.usher.proxy.live.ServerAddressException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code add server} and {@code del server} (HAProxy management manual, 9.3), in HAProxy's words. A server added here is gone
 * after a reload unless the new configuration has it too; seats taken at its address stay taken and counted, in this
 * generation and the next.
 */
final class ServerSetCommands {

    private static final int OPTIONS_AT = 3;

    private final Instance instance;
    private final GenerationControl generation;

    ServerSetCommands(final Instance instance, final GenerationControl generation) {
        this.instance = instance;
        this.generation = generation;
    }

    List<Command> commands() {
        return List.of(
            new Command(List.of("add", "server"), Level.ADMIN, "add server <bk>/<srv>", "create a new server",
                call -> run(() -> add(call))),
            new Command(List.of("del", "server"), Level.ADMIN, "del server <bk>/<srv>", "remove a dynamically added server",
                call -> run(() -> delete(call))));
    }

    /** What a command does, with the lock held. */
    private interface Change {
        String answer();
    }

    /** At once, or after the short freeze of a handover. By then another generation may be the one to ask. */
    private CompletionStage<String> run(final Change change) {
        final CompletableFuture<String> answer = new CompletableFuture<>();
        generation.whenWritable(() -> {
            if (generation.state() != GenerationState.ACTIVE) {
                answer.complete("Generation " + generation.number() + " is " + generation.state().word()
                    + ", servers come and go in the active one.\n");
                return;
            }
            instance.lock().lock();
            try {
                answer.complete(change.answer());
            } catch (final RuntimeException e) {
                answer.completeExceptionally(e);
            } finally {
                instance.lock().unlock();
            }
        });
        return answer;
    }

    private String add(final CommandCall call) {
        return with(call.word(2), (backendName, name) -> {
            final Optional<Backend> backend = instance.backend(backendName);
            if (backend.isEmpty()) {
                return "No such backend.";
            }
            if (backend.get().section().balance() == BalanceAlgorithm.STATIC_RR) {
                return "Backend must use a dynamic load balancing to support dynamic servers.";
            }
            try {
                final List<String> words = call.words().subList(Math.min(OPTIONS_AT, call.words().size()), call.words().size());
                instance.add(backend.get(), AddedServer.read(backendName, name, words, backend.get().nextServerId()));
                return "New server registered.\n";
            } catch (final IllegalArgumentException | ServerAddressException e) {
                return e.getMessage() + "\n";
            }
        });
    }

    private String delete(final CommandCall call) {
        return with(call.word(2), (backendName, name) -> {
            final Optional<Backend> backend = instance.backend(backendName);
            return backend.isEmpty() ? "No such backend."
                : backend.get().server(name).map(this::delete).orElse("No such server.");
        });
    }

    private String delete(final Server server) {
        if (isNamed(server)) {
            return "This server cannot be removed at runtime due to other configuration elements pointing to it.";
        }
        if (server.adminState() != AdminState.MAINT) {
            return "Only servers in maintenance mode can be deleted.";
        }
        if (server.isInUse()) {
            return "Server still has connections attached to it, cannot remove it.";
        }
        instance.remove(server);
        return "Server deleted.";
    }

    /** Whether another line shares its seats by {@code seat-of}. */
    private boolean isNamed(final Server server) {
        return instance.backends().stream().flatMap(backend -> backend.servers().stream())
            .anyMatch(other -> other.line().seatOf().filter(server.toString()::equals).isPresent());
    }

    /** What is done with the two names of a path. */
    private interface Named {
        String answer(String backend, String server);
    }

    private static String with(final String path, final Named action) {
        final int slash = path.indexOf('/', 1);
        return slash < 0 || slash == path.length() - 1 ? "Require 'backend/server'."
            : action.answer(path.substring(0, slash), path.substring(slash + 1));
    }
}
