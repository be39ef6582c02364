/**
 * Start, handover, drain and end of a generation: the folder with the owner lock and the journals of taken seats, and
 * the protocol by which listeners, ledger, runtime state and the right to seats pass to the next generation.
 *
 * <p>Entry classes: {@link io.usher.proxy.generation.GenerationStart} (called once, on the main thread, by
 * {@code launch}), {@link io.usher.proxy.generation.Generation} (what the running process knows of itself; any
 * thread) and {@link io.usher.proxy.generation.HandoverEndpoint} (where the stats socket delivers a successor; any
 * thread).
 *
 * <p>{@code ClientMoves} and {@code ArrivingClients} pass clients without a request at a server on, with the same care as
 * listeners: numbered, acknowledged, and never in two hands. {@code HoldPassing} and {@code ArrivingHolds} do the same at a hard
 * stop with connections whose servers are at work still. {@code Fence} ends a neighbour that hangs, before others go on; a
 * drained predecessor stands by for the time of the keyword {@code standby}. {@code Remains} is what journals of the dead leave.
 *
 * <p>{@code WayBack} leads a finishing generation back while its successor serves: {@code Resumption} there and {@code HandBack}
 * here run the handover in reverse over the same stream, whose two ends then change parts.
 *
 * <p>{@link io.usher.proxy.generation.HandoverRehearsal} moves clients between private proxies of a process that warms up, by the
 * same classes, so that a handover does not meet code that has never run.
 *
 * <p>{@code StopPoint} is for tests: it kills or stops a process at any message, so that each death can be tried.
 *
 * <p>Threads: everything but the three entry classes and the journal runs on one event loop, the thread
 * {@code generation}. {@link io.usher.proxy.generation.FileJournal} is used by the ledger with the instance lock
 * held. The two state machines, {@link io.usher.proxy.generation.Predecessor} and
 * {@link io.usher.proxy.generation.Successor}, know no sockets, no clocks and no threads.
 */
package io.usher.proxy.generation;
