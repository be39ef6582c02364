package io.usher.agent.desired;

import io.usher.agent.configuration.ConfiguredServer;
import io.usher.agent.generation.Generation;
import io.usher.agent.proxy.ServerRow;
import io.usher.agent.proxy.ServerTable;

import java.util.Map;
import java.util.Optional;

/**
 * The generation that is spoken to, and what its configuration says of servers.
 *
 * @param generation the generation
 * @param configured {@code BACKEND/SERVER} to the snapshot's values; empty where the snapshot is lost
 */
record ActiveServers(Generation generation, Map<String, ConfiguredServer> configured) {

    ServerTable read() {
        return generation.client().servers();
    }

    Optional<String> configured(final ServerField field, final ServerRow row) {
        return field.configured(row, Optional.ofNullable(configured.get(row.backend() + "/" + row.name())));
    }
}
