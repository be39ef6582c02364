package io.usher.proxy.live;

/** The column {@code status} of {@code show stat} for servers (HAProxy management manual, 9.1). */
final class StatusText {

    private StatusText() {
    }

    static String of(final Server server) {
        final Health health = server.health();
        if (server.adminState() == AdminState.MAINT) {
            return "MAINT";
        }
        return switch (server.operationalState()) {
            case STOPPED -> down(server, health);
            case STOPPING -> withLevel("NOLB", health);
            case STARTING, RUNNING -> up(server, health);
        };
    }

    private static String down(final Server server, final Health health) {
        if (server.agent().holdsDown()) {
            return "DOWN (agent)";
        }
        final boolean rising = health.enabled() ? health.level() > 0 : server.agent().enabled();
        return rising ? "DOWN " + health.level() + "/" + health.rise() : "DOWN";
    }

    private static String up(final Server server, final Health health) {
        if (server.adminState() == AdminState.DRAIN) {
            return server.agent().enabled() ? "DRAIN (agent)" : withLevel("DRAIN", health);
        }
        return health.enabled() ? withLevel("UP", health) : "no check";
    }

    private static String withLevel(final String word, final Health health) {
        return !health.enabled() || health.isFull()
            ? word : word + " " + (health.level() - health.rise() + 1) + "/" + health.fall();
    }
}
