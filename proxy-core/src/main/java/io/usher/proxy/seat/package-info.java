/**
 * The ledger of seats: who may connect to which server, who waits, and what the handover says about both. Pure Java.
 *
 * <p>Entry class: {@link io.usher.proxy.seat.Ledger}. Everything here runs with {@code live.Instance.lock()} held and is plain
 * single-threaded code; no clocks of its own, no sockets, no threads. Call-backs only post.
 */
package io.usher.proxy.seat;
