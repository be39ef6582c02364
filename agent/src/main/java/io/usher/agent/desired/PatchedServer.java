package io.usher.agent.desired;

import io.usher.agent.request.Invalid;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One of several servers that are changed together, validated.
 *
 * @param name   its name
 * @param fields what is changed
 */
record PatchedServer(String name, List<PatchedField> fields) {

    static List<PatchedServer> of(final List<NamedPatch> patches) throws Invalid {
        final List<PatchedServer> servers = new ArrayList<>();
        final Set<String> names = new HashSet<>();
        for (int i = 0; i < patches.size(); i++) {
            final NamedPatch patch = patches.get(i);
            final String place = "servers[" + i + "].";
            if (!names.add(patch.server())) {
                throw new Invalid(place + "name",
                        place + "name: '" + patch.server() + "' stands there twice (expected: each server once)");
            }
            try {
                servers.add(new PatchedServer(patch.server(), PatchedField.of(patch.patch())));
            } catch (final Invalid e) {
                throw new Invalid(place + e.field(), place + e.getMessage());
            }
        }
        return servers;
    }

    /** The overrides that it touches. */
    Set<StoredOverride.Key> keys(final String backend) {
        return fields.stream().map(field -> new StoredOverride.Key(backend, name, field.field())).collect(Collectors.toSet());
    }
}
