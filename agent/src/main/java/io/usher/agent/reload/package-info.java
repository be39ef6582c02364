/**
 * The gate and the life of a reload, with its history.
 *
 * <p>Entry class: {@link io.usher.agent.reload.ReloadService}, callable from any thread; the work is done on one thread,
 * {@code usher-reload}.
 */
package io.usher.agent.reload;
