package io.usher.agent.proxy;

/**
 * One server as {@code show servers state} and {@code show stat} show it.
 *
 * @param backend          backend
 * @param name             server
 * @param address          address and port, or a path
 * @param adminState       bits of {@code srv_admin_state} (management manual, 9.3)
 * @param weight           user weight, 0 to 256
 * @param configuredWeight initial weight
 * @param maxconn          {@code slim}; 0 = no limit
 * @param status           e.g. {@code UP 1/2}
 * @param checkStatus      e.g. {@code L4OK}; empty where not checked
 * @param current          {@code scur}
 * @param queued           {@code qcur}
 * @param total            {@code stot}
 */
public record ServerRow(String backend, String name, String address, int adminState, int weight, int configuredWeight,
                        int maxconn, String status, String checkStatus, long current, long queued, long total) {
    /** Maintenance set at runtime, or by {@code disabled} in the configuration until it is made ready. */
    private static final int FORCED_MAINTENANCE = 0x01;
    private static final int FORCED_DRAIN = 0x08;

    public boolean inMaintenance() {
        return (adminState & FORCED_MAINTENANCE) != 0;
    }

    public boolean draining() {
        return (adminState & FORCED_DRAIN) != 0;
    }
}
