/**
 * The status for people and for Prometheus: {@link io.usher.agent.status.StatusTable} and
 * {@link io.usher.agent.status.Metrics} turn one {@link io.usher.agent.control.StatusSnapshot} into text.
 *
 * <p>Pure functions; any thread may call them.
 */
package io.usher.agent.status;
