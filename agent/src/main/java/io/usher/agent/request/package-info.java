/**
 * Who asks the agent for something, and how it says no: the ground floor that every other package may import.
 *
 * <p>Entry classes: {@link io.usher.agent.request.Requester} and {@link io.usher.agent.request.Refusal}. Plain immutable
 * values; any thread may use them.
 */
package io.usher.agent.request;
