package io.usher.agent.desired;

import io.usher.agent.configuration.ConfiguredServer;
import io.usher.agent.configuration.ConfiguredServers;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server that no configuration file names.
 *
 * @param key      which
 * @param words    what stands behind its name in {@code add server}; empty where somebody else added it
 * @param state    ready or maint, as it was asked for
 * @param removing it goes as soon as it is drained
 * @param since    when it was added
 * @param by       by whom
 */
record AddedServer(Key key, String words, ServerState state, boolean removing, Instant since, String by) {

    /** Backend and name. */
    record Key(String backend, String server) {
        @Override
        public String toString() {
            return backend + "/" + server;
        }
    }

    AddedServer onItsWayOut() {
        return new AddedServer(key, words, state, true, since, by);
    }

    boolean checked() {
        return (words + " ").contains(" check ");
    }

    /** Its values before anything was set, as if a configuration said them. */
    Optional<ConfiguredServer> asConfigured() {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        final String disabled = state == ServerState.MAINT ? " disabled" : "";
        final String backend = "backend b\nserver s " + words + disabled + "\n";
        return Optional.ofNullable(ConfiguredServers.read(List.of(backend), Map.of()).get("b/s"));
    }
}
