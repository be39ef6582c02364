package io.usher.proxy.launch;

import io.usher.proxy.config.Configuration;
import io.usher.proxy.config.Global;

/** Lays what the command line says over the configuration: it has precedence (HAProxy management manual, 3). */
final class Overrides {
    private Overrides() {
    }

    /** The configuration to run. */
    static Configuration apply(final Configuration configuration, final CommandLine line) {
        final Global g = configuration.global();
        final Global global = new Global(g.logs(), g.user(), g.group(), g.uid(), g.gid(), g.statsSockets(), g.statsTimeout(),
                g.statsMaxconn(), line.pidFile().or(g::pidfile), g.nbthread(), g.busyPolling(),
                line.maxconn() > 0 ? line.maxconn() : g.maxconn(), g.hardStopAfter(), g.coldStartHold(), g.standby(),
                g.seatJournal(), (g.daemon() || line.background()) && !line.foreground(),
                (g.quiet() || line.quiet()) && !line.verbose(), g.logTag(), g.node(), g.description(), g.bufferSize(),
                g.maxRewrite());
        return new Configuration(global, configuration.proxies(), configuration.files());
    }
}
