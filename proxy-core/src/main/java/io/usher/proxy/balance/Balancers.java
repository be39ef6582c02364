package io.usher.proxy.balance;

import io.usher.proxy.config.BalanceAlgorithm;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Balancer;
import io.usher.proxy.live.Instance;
import java.util.random.RandomGenerator;

/** Makes balancers. */
public final class Balancers {

    private Balancers() {
    }

    /** Gives every backend of an instance the balancer that its section asks for. Takes the instance lock. */
    public static void install(final Instance instance, final RandomGenerator random) {
        instance.lock().lock();
        try {
            for (final Backend backend : instance.backends()) {
                backend.balancer(of(backend.section().balance(), backend, random));
            }
        } finally {
            instance.lock().unlock();
        }
    }

    /**
     * A balancer for one backend.
     *
     * @param random source for {@code random}; not used by the others
     */
    public static Balancer of(final BalanceAlgorithm algorithm, final Backend backend, final RandomGenerator random) {
        return switch (algorithm) {
            case ROUNDROBIN -> new BackupBalancer(backend, new RoundRobin());
            case STATIC_RR -> new BackupBalancer(backend, new StaticRoundRobin());
            case LEASTCONN -> new BackupBalancer(backend, new LeastConnections());
            case FIRST -> new BackupBalancer(backend, new First());
            case RANDOM -> new BackupBalancer(backend, new RandomChoice(random));
        };
    }
}
