/**
 * A typed client of a proxy's stats socket: every call with a time limit, a size limit and a check of who answers. What
 * usher-proxy and HAProxy say in words of their own stands in a {@code Dialect} each.
 *
 * <p>Entry class: {@link io.usher.agent.proxy.ProxyClient}. Blocking calls on the caller's thread; instances are safe for any
 * number of threads, each call has a connection of its own.
 */
package io.usher.agent.proxy;
