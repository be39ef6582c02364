/**
 * The data path: listeners, client connections, streams (HTTP and TCP), server connections and what becomes of a
 * server connection whose stream was given up.
 *
 * <p>Entry class: {@link io.usher.proxy.traffic.TrafficEngine}. A client connection and its stream live on one event
 * loop, the <em>shelf</em>; everything in this package runs on the loop of the channel it handles, except what its
 * Javadoc says may be called from elsewhere ({@code TrafficEngine}, {@code Listeners}, {@code Sessions}). The ledger of
 * seats, the queues and the servers' state are only touched with {@code Instance.lock()} held, never for longer than a
 * few field accesses; call-backs made under that lock post to a loop and do nothing else.
 *
 * <p>A client without a request at a server can leave for the next generation by descriptor ({@code ClientExit},
 * {@code Departure}) and come from the one before ({@code Arrival}): off its loop first, and touched by one process at a time.
 *
 * <p>The rule everything here serves: a seat is taken before {@code connect} and comes free only when the server has
 * answered in full, has closed, or was never reached.
 */
package io.usher.proxy.traffic;
