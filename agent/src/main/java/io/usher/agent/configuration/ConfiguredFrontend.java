package io.usher.agent.configuration;

/**
 * What a configuration says of a frontend's changeable values.
 *
 * @param disabled it takes no connections
 * @param maxconn  most connections at once; 0 = as many as the process
 */
public record ConfiguredFrontend(boolean disabled, int maxconn) {
    static final ConfiguredFrontend DEFAULT = new ConfiguredFrontend(false, 0);
}
