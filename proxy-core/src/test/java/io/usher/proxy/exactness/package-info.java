/**
 * The promise of a seat that is never sold twice, held against real processes: one {@code ...IT} class per event, and the
 * fixtures that they are made of. Exactness is counted by the servers ({@link io.usher.proxy.exactness.SlotServer}): their
 * refusals, and their peaks of queries and of open connections. What clients were told is kept by an
 * {@link io.usher.proxy.exactness.Account}: each request has one proper answer, or is listed with what became of it.
 *
 * <p>Entry class: {@link io.usher.proxy.exactness.ProxySite}, the folder, configuration and processes of one test. Tests run
 * on JUnit's thread; servers have a thread per connection, {@link io.usher.proxy.exactness.KeepAliveLoad} one per client, and
 * {@link io.usher.proxy.exactness.Crowd} one for thousands of clients. Counters may be read from any thread.
 */
package io.usher.proxy.exactness;
