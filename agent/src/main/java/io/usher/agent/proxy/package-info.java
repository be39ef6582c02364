/**
 * A typed client of a proxy's stats socket: every call with a time limit, a size limit and a check of who answers.
 *
 * <p>Entry class: {@link io.usher.agent.proxy.ProxyClient}. Blocking calls on the caller's thread; instances are safe for any number of threads,
 * each call has a connection of its own.
 */
package io.usher.agent.proxy;
