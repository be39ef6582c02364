package io.usher.agent.desired;

import io.usher.agent.configuration.Snapshots;
import io.usher.agent.proxy.ServerRow;
import io.usher.agent.request.Conflict;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Knows beforehand what a proxy refuses where a backend is balanced by an algorithm that lays the servers out once: weights
 * other than none and the configured one, and further servers (HAProxy management manual, 9.3 "set server", "add server"). Any
 * thread.
 */
final class StaticBalance {
    private static final String ALWAYS_STATIC = "static-rr";
    /** Static unless {@code hash-type consistent} stands in the configuration. Of HAProxy only. */
    private static final Set<String> HASHES = Set.of("source", "uri", "url_param", "hdr", "rdp-cookie", "hash");

    private final Snapshots snapshots;
    private final Map<String, String> environment;

    StaticBalance(final Snapshots snapshots, final Map<String, String> environment) {
        this.snapshots = snapshots;
        this.environment = environment;
    }

    /**
     * Asks the proxy where there is a weight that a static algorithm would not take.
     *
     * @throws Conflict as the change itself would be refused
     */
    void requireSettable(final ActiveServers to, final ServerRow row, final List<PatchedField> fields) {
        for (final PatchedField field : fields) {
            if (field.field() == ServerField.WEIGHT) {
                final String value = field.at(to, row).text();
                if (!value.equals("0") && !value.equals(Integer.toString(row.configuredWeight())) && rules(to, row.backend())) {
                    throw PatchedField.refused(new StoredOverride.Key(row.backend(), row.name(), ServerField.WEIGHT), value,
                            "Backend is using a static LB algorithm and only accepts weights '0%' and '100%'.");
                }
            }
        }
    }

    /** Whether a backend takes further servers at runtime is the same question. */
    boolean rules(final ActiveServers at, final String backend) {
        final String algorithm = at.generation().client().algorithm(backend);
        // where the configuration is lost nothing is refused that the proxy may take
        return algorithm.equals(ALWAYS_STATIC) || HASHES.contains(algorithm) && at.generation().snapshot()
                .filter(known -> !snapshots.consistentHashes(known, environment).contains(backend)).isPresent();
    }
}
