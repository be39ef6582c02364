/**
 * The agent's database: an H2 file in the data directory, or a PostgreSQL that several agents may share. Its schema is brought
 * forward by numbered scripts (resources {@code 0001-….sql} and on), a newer one refused by name. It may be closed at any time:
 * then calls fail with {@link io.usher.agent.store.StoreUnavailable}, and supervision goes on without it.
 *
 * <p>Entry class: {@link io.usher.agent.store.Database}. Any thread; each call takes a connection from the pool and blocks.
 */
package io.usher.agent.store;
