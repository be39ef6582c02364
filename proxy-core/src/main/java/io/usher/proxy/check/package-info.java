/**
 * Health checks: TCP connect and {@code option httpchk}, with HAProxy's intervals, results and words, and with seats of their
 * own accounting: a check of a seated server takes a seat, or waits for one without ever marking the server down for that.
 *
 * <p>Entry class: {@link io.usher.proxy.check.CheckScheduler}, which any thread may call. Each server's checks run on one event
 * loop; they take the instance lock for every look at server and ledger, and never wait while holding it.
 */
package io.usher.proxy.check;
