package io.usher.proxy.runtime;

import io.usher.proxy.live.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Puts the table of all commands together. */
public final class RuntimeCommands {

    private RuntimeCommands() {
    }

    /**
     * The table.
     *
     * @param instance   proxies, servers, counters
     * @param process    what else there is to tell
     * @param sessions   the client connections
     * @param generation the generation
     */
    public static CommandTable table(final Instance instance, final ProcessFacts process, final SessionList sessions,
                                     final GenerationControl generation) {
        // written once, right below, before any command can run
        final AtomicReference<CommandTable> table = new AtomicReference<>();
        final List<Command> all = new ArrayList<>();
        all.addAll(new ShellCommands(instance.configuration().global().statsSockets(), table::get).commands());
        all.addAll(new InfoCommands(instance, process).commands());
        all.addAll(new StatCommands(instance, process).commands());
        all.addAll(new ServerListCommands(instance, process).commands());
        all.addAll(new ServerCommands(instance, generation).commands());
        all.addAll(new ServerSetCommands(instance, generation).commands());
        all.addAll(new FrontendCommands(instance, generation).commands());
        all.addAll(new SessionCommands(instance, sessions).commands());
        all.addAll(new GenerationCommands(instance, process, generation, sessions).commands());
        table.set(new CommandTable(all));
        return table.get();
    }
}
