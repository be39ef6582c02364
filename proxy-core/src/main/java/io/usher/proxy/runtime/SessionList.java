package io.usher.proxy.runtime;

import io.usher.proxy.live.Server;
import io.usher.proxy.traffic.SessionView;
import io.usher.proxy.traffic.Sessions;
import java.util.List;

/** The client connections, as commands see them. Called on the thread {@code runtime}. */
public interface SessionList {

    /** {@return all of them} */
    List<SessionView> snapshot();

    /** Cuts every session at a server. {@return how many were found} */
    int shutdown(Server server);

    /** Cuts the session of that name. {@return whether there was one} */
    boolean shutdown(String id);

    /** {@return those of the traffic engine} */
    static SessionList of(final Sessions sessions) {
        return new SessionList() {
            @Override
            public List<SessionView> snapshot() {
                return sessions.snapshot();
            }

            @Override
            public int shutdown(final Server server) {
                return sessions.shutdown(server);
            }

            @Override
            public boolean shutdown(final String id) {
                return sessions.shutdown(id);
            }
        };
    }
}
