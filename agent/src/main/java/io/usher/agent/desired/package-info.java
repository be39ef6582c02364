/**
 * Server values set at runtime (overrides), which outlive generations, crashes and the agent.
 *
 * <p>Entry class: {@link io.usher.agent.desired.ServerService}, callable from any thread; one lock puts all writes and the
 * adoption of others' changes into one order.
 */
package io.usher.agent.desired;
