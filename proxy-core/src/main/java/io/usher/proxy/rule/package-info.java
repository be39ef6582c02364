/**
 * ACLs, sample fetches and actions: what a section's rules say about a connection or request.
 *
 * <p>Entry: {@link io.usher.proxy.rule.RuleSet}, compiled once for each section at start on the main thread, then read by
 * every event loop. Evaluation keeps no state and allocates nothing but the texts it has to compare; only the fetches
 * {@code nbsrv}, {@code queue} and {@code avg_queue} take the instance lock, for the length of a few additions. So rules
 * must not be evaluated by a thread that must not wait for that lock. {@code traffic} is the caller.
 */
package io.usher.proxy.rule;
