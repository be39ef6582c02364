package io.usher.agent.control;

import io.usher.agent.access.AccessSettings;
import java.util.List;

/** A running front door (the REST server): says where it listens, and closes. */
public interface ApiServer extends AutoCloseable {

    /** For people and for tests that asked for port 0: {@code 127.0.0.1:8404}, {@code unix:/run/usher/api.sock}. */
    String listensOn();

    @Override
    void close();

    /** Opens one. */
    @FunctionalInterface
    interface Opener {
        /** @throws java.io.IOException naming the address, where it cannot be bound, or the file that cannot be read */
        ApiServer open(Services services, List<ListenAddress> addresses, AccessSettings access) throws java.io.IOException;
    }
}
