package io.usher.proxy.runtime;

import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.Server;
import java.util.Optional;
import java.util.function.Function;

/** Finds the server a command names, runs what it does with the instance lock held, and words refusals as HAProxy does. */
final class ServerLookup {

    private final Instance instance;

    ServerLookup(final Instance instance) {
        this.instance = instance;
    }

    /**
     * Runs an action on a server.
     *
     * @param path   {@code backend/server}
     * @param action what to do, with the lock held; its result is the answer
     */
    String with(final String path, final Function<Server, String> action) {
        final int slash = path.indexOf('/');
        if (slash <= 0 || slash == path.length() - 1) {
            return "Require 'backend/server'.\n";
        }
        final Optional<Backend> backend = instance.backend(path.substring(0, slash));
        if (backend.isEmpty()) {
            return "No such backend.\n";
        }
        final Optional<Server> server = backend.get().server(path.substring(slash + 1));
        if (server.isEmpty()) {
            return "No such server.\n";
        }
        instance.lock().lock();
        try {
            return action.apply(server.get());
        } finally {
            instance.lock().unlock();
        }
    }

    /** The same for servers that can be changed: not those of a disabled proxy. */
    String change(final String path, final Function<Server, String> action) {
        return with(path, server -> server.backend().section().disabled() ? "Proxy is disabled.\n" : action.apply(server));
    }
}
