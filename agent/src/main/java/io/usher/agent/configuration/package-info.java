/**
 * The user's configuration files as the agent sees them: read, hashed, kept as snapshots that a generation can be started
 * from again, read for what they say of servers, and compared for what stands between two of them. Whether they are right is
 * the proxy's to say ({@code usher-proxy -c}).
 *
 * <p>Entry classes: {@link io.usher.agent.configuration.ConfigurationFiles},
 * {@link io.usher.agent.configuration.Snapshots} and {@link io.usher.agent.configuration.Planner}. Any thread; file system
 * calls block.
 */
package io.usher.agent.configuration;
