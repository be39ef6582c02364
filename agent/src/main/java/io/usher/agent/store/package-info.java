/**
 * The agent's embedded database: one H2 file in the data directory, opened once, its schema brought forward by numbered
 * scripts (resources {@code 0001-….sql} and on), a newer schema refused by name.
 *
 * <p>Entry class: {@link io.usher.agent.store.Database}. Any thread; each call takes a connection from the pool and blocks.
 */
package io.usher.agent.store;
