/**
 * The gate and the life of a reload, with its history.
 *
 * <p>Entry class: {@link io.usher.agent.reload.ReloadService}, callable from any thread; the work is done on the
 * conductor's thread, {@code usher-conductor}.
 */
package io.usher.agent.reload;
