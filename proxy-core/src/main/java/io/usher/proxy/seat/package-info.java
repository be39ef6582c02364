/**
 * The ledger of seats: who may connect to which server, who waits and in which order, and what the handover does to both.
 * The heart of the promise that no seat is sold twice, so it is pure Java, small, and explored by a simulation of
 * generations, crashes and delays ({@code SeatSimulation} among the tests).
 *
 * <p>Entry class: {@link io.usher.proxy.seat.Ledger}.
 *
 * <p><b>The handover, by message</b> (P is the predecessor, S the successor; {@code ps} is what {@link Ledger#inherit} returned):
 * <table>
 * <caption>Which call belongs to which message</caption>
 * <tr><th>message or event</th><th>P calls</th><th>S calls</th></tr>
 * <tr><td>start with a predecessor</td><td>–</td><td>{@link Ledger#awaitPredecessor()} before anything can take</td></tr>
 * <tr><td>3 READY</td><td>{@link Ledger#freeze()} once the accept loops have stopped</td><td>–</td></tr>
 * <tr><td>4 TAKEN, COMMIT</td><td>{@link Ledger#takenList()}, send, unlock {@code owner}, send COMMIT</td>
 *     <td>with the lock: {@link Ledger#inherit}; then {@link Ledger#unwritten()} must be empty, else exit without
 *     ACTIVE</td></tr>
 * <tr><td>5 ACTIVE</td><td>{@link Ledger#finishing}: sends RELEASE for what came free while frozen, MOVE and WANT in order,
 *     QUEUE-END</td><td>send; then accept. Own arrivals wait for QUEUE-END by themselves</td></tr>
 * <tr><td>6 WANT (place, want), UNWANT</td><td>sent by {@link SuccessorLink} calls</td><td>{@code ps.place}, {@code ps.want},
 *     {@code ps.unwant}</td></tr>
 * <tr><td>6 MOVE, ACK, NAK</td><td>{@link SuccessorLink#move}; {@link Ledger#moveAcknowledged}; {@link Ledger#moveRefused}</td>
 *     <td>{@link Ledger#enqueueMoved} with {@code ps.arrivalNanos(age)}, after the ACK is written</td></tr>
 * <tr><td>6 QUEUE-END</td><td>{@link SuccessorLink#queueEnd}</td><td>{@code ps.queueEnd}</td></tr>
 * <tr><td>7 GRANT</td><td>{@link Ledger#granted}</td><td>{@link PredecessorLink#grant}</td></tr>
 * <tr><td>8 RELEASE</td><td>{@link SuccessorLink#release}, from {@link Ledger#release} and all that ends a take</td>
 *     <td>{@code ps.released}</td></tr>
 * <tr><td>8 HOLD, ACK</td><td>send; {@link Ledger#holdPassed} at the ACK, nothing at a NAK</td><td>{@code ps.adoptHold}</td></tr>
 * <tr><td>10 DRAINED</td><td>send when {@link Ledger#empty()} (told by {@link LedgerEvents#emptied()}) and no client is left</td>
 *     <td>{@code ps.ended}: the gate opens</td></tr>
 * <tr><td>lock regained, inbox drained</td><td>{@link Ledger#regain} with Dead(S)'s journal, or nothing</td><td>–</td></tr>
 * <tr><td>EOF, the other lives</td><td>{@link Ledger#alone()}</td><td>{@code ps.lost}, later {@code ps.died}</td></tr>
 * <tr><td>EOF, Dead(P)</td><td>–</td><td>{@code ps.died} with P's journal</td></tr>
 * <tr><td>heir (never inherited), or F</td><td>–</td><td>{@link Ledger#activate} with all dead journals</td></tr>
 * </table>
 * A dead journal's file may be deleted once {@link Ledger#unwritten()} is empty.
 *
 * <p>Threads: none of its own. Every call is made with {@code live.Instance.lock()} held, by whichever thread holds it.
 * Call-backs ({@link io.usher.proxy.seat.Want}, {@link io.usher.proxy.seat.SeatConnection#closeIdle()},
 * {@link io.usher.proxy.seat.LedgerEvents}, {@link io.usher.proxy.seat.SuccessorLink},
 * {@link io.usher.proxy.seat.PredecessorLink}) run inside such a call: they note or post, and never call the ledger. No
 * clocks: times come from the {@link io.usher.proxy.seat.NanoClock} given, or as arguments. No sockets.
 */
package io.usher.proxy.seat;
