/**
 * The program {@code usher-agent}: command line, directories and their locks, assembly of everything else, signals, the
 * service manager, and the order of start and stop.
 *
 * <p>Entry classes: {@link io.usher.agent.launch.Main}, and {@link io.usher.agent.launch.Agent} for whoever wants an agent
 * inside another program. Threads: {@code main} starts and then waits; {@code usher-conductor} works; {@code usher-observer}
 * looks about once a second.
 */
package io.usher.agent.launch;
