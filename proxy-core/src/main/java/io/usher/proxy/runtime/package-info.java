/**
 * The stats sockets: HAProxy's Runtime API (management manual, 9.3), each command defined once in one table, and Usher's
 * own commands on generations and seats.
 *
 * <p>Entry classes: {@link io.usher.proxy.runtime.StatsServer} (sockets and connections),
 * {@link io.usher.proxy.runtime.RuntimeCommands} (the table). Everything runs on one event loop, the thread
 * {@code runtime}; commands take the instance lock for a few field accesses at a time and never keep it while they write.
 * {@code StatsServer}'s public methods may be called from any thread.
 *
 * <p>A new command is one {@link io.usher.proxy.runtime.Command} in the list of one of the {@code ...Commands} classes and
 * one case in {@code CommandCases}, without which the tests fail.
 */
package io.usher.proxy.runtime;
