/**
 * The demonstration: servers that take exactly N queries at a time, a load of clients, and {@code usher demo}, which joins
 * them to a real agent and a real proxy and counts, at the servers, whether a seat was ever sold twice.
 *
 * <p>Entry class: {@link io.usher.agent.demo.DemoCommand}. {@link io.usher.agent.demo.SlotServer} and
 * {@link io.usher.agent.demo.Load} are programs of their own too, which the end-to-end tests and the benchmark start.
 * Each server connection and each client runs on a thread of its own; counters are safe to read from any thread.
 */
package io.usher.agent.demo;
