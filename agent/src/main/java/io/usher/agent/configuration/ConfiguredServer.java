package io.usher.agent.configuration;

/**
 * What a configuration says of one server's changeable values.
 *
 * @param disabled it starts in maintenance
 * @param weight   0 to 256, HAProxy's default 1
 * @param maxconn  seats; 0 = no limit
 * @param address  where it is, as it stands there; empty = not known
 */
public record ConfiguredServer(boolean disabled, int weight, int maxconn, String address) {

    /** Without an address. */
    public ConfiguredServer(final boolean disabled, final int weight, final int maxconn) {
        this(disabled, weight, maxconn, "");
    }

    static final ConfiguredServer DEFAULT = new ConfiguredServer(false, 1, 0);
}
