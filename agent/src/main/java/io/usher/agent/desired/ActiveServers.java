package io.usher.agent.desired;

import io.usher.agent.configuration.ConfiguredServer;
import io.usher.agent.generation.Generation;
import io.usher.agent.proxy.ServerRow;
import io.usher.agent.proxy.ServerTable;
import io.usher.agent.request.NotFound;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The generation that is spoken to, and what is known of its servers beside what it says.
 *
 * @param generation the generation
 * @param configured {@code BACKEND/SERVER} to the snapshot's values; empty where the snapshot is lost
 * @param added      {@code BACKEND/SERVER} to what was asked for where it was added at runtime
 */
record ActiveServers(Generation generation, Map<String, ConfiguredServer> configured,
                     Function<String, Optional<ConfiguredServer>> added) {

    ServerTable read() {
        return generation.client().servers();
    }

    Optional<String> configured(final ServerField field, final ServerRow row) {
        return field.configured(row, configured(row));
    }

    /** Empty where nothing is known of it. */
    Optional<ConfiguredServer> configured(final ServerRow row) {
        final String name = row.backend() + "/" + row.name();
        final ConfiguredServer found = configured.get(name);
        return found != null ? Optional.of(found) : added.apply(name);
    }

    /** Whether a configuration file names it. */
    boolean isConfigured(final String backend, final String server) {
        return configured.containsKey(backend + "/" + server);
    }

    /** One server, at the same cost however many there are, as far as the proxy can be asked so. */
    ServerRow find(final String backend, final String server) throws NotFound {
        return generation.client().server(backend, server).orElseGet(() -> find(read(), backend, server));
    }

    static ServerRow find(final ServerTable table, final String backend, final String server) throws NotFound {
        requireBackend(table, backend);
        return table.servers().stream().filter(s -> s.backend().equals(backend) && s.name().equals(server)).findFirst()
                .orElseThrow(() -> new NotFound("there is no server '" + server + "' in backend '" + backend + "'"));
    }

    static void requireBackend(final ServerTable table, final String backend) throws NotFound {
        if (table.backends().stream().noneMatch(b -> b.name().equals(backend))) {
            throw new NotFound("there is no backend '" + backend + "'");
        }
    }
}
