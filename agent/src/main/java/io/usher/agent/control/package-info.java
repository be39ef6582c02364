/**
 * What the outside (REST, status page, signals) may call: {@link io.usher.agent.control.Services} and what it leads to.
 *
 * <p>Implementations may be called from any thread. Nothing here depends on HTTP.
 */
package io.usher.agent.control;
