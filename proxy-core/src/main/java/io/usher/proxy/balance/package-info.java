/**
 * Which server next: the balancing algorithms, and the decision whether a request gets a seat now or waits.
 *
 * <p>Entry classes: {@link io.usher.proxy.balance.Admission} for every request, {@link io.usher.proxy.balance.Balancers} once
 * at assembly. Plain single-threaded code: every call is made with the instance lock held; no clocks, sockets or threads.
 */
package io.usher.proxy.balance;
