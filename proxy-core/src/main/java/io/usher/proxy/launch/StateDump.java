package io.usher.proxy.launch;

import io.usher.proxy.config.LogTarget.Severity;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.Server;

/** What SIGHUP logs: every server's state, as HAProxy does (HAProxy management manual, 4). Any thread. */
final class StateDump {
    private final Instance instance;

    StateDump(final Instance instance) {
        this.instance = instance;
    }

    /** Logs it. */
    void write() {
        instance.lock().lock();
        try {
            instance.backends().forEach(this::write);
        } finally {
            instance.lock().unlock();
        }
    }

    private void write(final Backend backend) {
        say(backend, "SIGHUP received, dumping servers states for proxy " + backend.name() + ".");
        for (final Server server : backend.servers()) {
            say(backend, "SIGHUP: Server " + backend.name() + "/" + server.name() + " is "
                    + (server.usable() ? "UP" : "DOWN") + ". Conn: " + server.inWork() + " act, "
                    + server.queue().length() + " pend, " + server.counters().cumulatedSessions.sum() + " tot.");
        }
        say(backend, "SIGHUP: Proxy " + backend.name() + " has " + backend.activeServers() + " active servers and "
                + backend.backupServers() + " backup servers available. Conn: " + backend.counters().sessions.current()
                + " act, " + backend.totalQueued() + " pend (" + backend.queue().length() + " unass), "
                + backend.counters().cumulatedSessions.sum() + " tot.");
    }

    private void say(final Backend backend, final String line) {
        instance.events().event(Severity.NOTICE, backend.section(), line);
    }
}
