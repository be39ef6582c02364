/**
 * Proxies and servers as they are now: the mutable counterpart of {@code config}, with HAProxy's server states, weights
 * and counters.
 *
 * <p>Entry class: {@link io.usher.proxy.live.Instance}. Any thread may call; every state that is not a counter is read and
 * written with {@link io.usher.proxy.live.Instance#lock()} held (asserted). Counters are lock-free and may be touched by any
 * thread at any time.
 */
package io.usher.proxy.live;
