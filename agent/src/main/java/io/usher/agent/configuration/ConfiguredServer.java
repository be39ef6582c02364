package io.usher.agent.configuration;

/**
 * What a configuration says of one server's changeable values.
 *
 * @param disabled it starts in maintenance
 * @param weight   0 to 256, HAProxy's default 1
 * @param maxconn  seats; 0 = no limit
 */
public record ConfiguredServer(boolean disabled, int weight, int maxconn) {
    static final ConfiguredServer DEFAULT = new ConfiguredServer(false, 1, 0);
}
