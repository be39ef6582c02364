/**
 * The ledger of seats: who may connect to which server, who waits and in which order, and what the handover does to both.
 * The heart of the promise that no seat is sold twice, so it is pure Java, small, and explored by a simulation of
 * generations, crashes and delays ({@code SeatSimulation} among the tests).
 *
 * <p>Entry class: {@link io.usher.proxy.seat.Ledger}; it names the call for each message of the handover.
 *
 * <p>Threads: none of its own. Every call is made with {@code live.Instance.lock()} held, by whichever thread holds it.
 * Call-backs ({@link io.usher.proxy.seat.Want}, {@link io.usher.proxy.seat.SeatConnection#closeIdle()},
 * {@link io.usher.proxy.seat.LedgerEvents}, {@link io.usher.proxy.seat.SuccessorLink},
 * {@link io.usher.proxy.seat.PredecessorLink}) run inside such a call: they note or post, and never call the ledger. No
 * clocks: times come from the {@link io.usher.proxy.seat.NanoClock} given, or as arguments. No sockets.
 */
package io.usher.proxy.seat;
