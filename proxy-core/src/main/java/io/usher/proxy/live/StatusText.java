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
            case STOPPED -> health.enabled() && health.level() > 0 ? "DOWN " + health.level() + "/" + health.rise() : "DOWN";
            case STOPPING -> withLevel("NOLB", health);
            case STARTING, RUNNING -> up(server, health);
        };
    }

    private static String up(final Server server, final Health health) {
        if (server.adminState() == AdminState.DRAIN) {
            return withLevel("DRAIN", health);
        }
        return health.enabled() ? withLevel("UP", health) : "no check";
    }

    private static String withLevel(final String word, final Health health) {
        return !health.enabled() || health.isFull()
            ? word : word + " " + (health.level() - health.rise() + 1) + "/" + health.fall();
    }
}
