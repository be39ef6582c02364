/**
 * Maintenance windows: outside of them reloads that wait do not start.
 *
 * <p>Entry class: {@link io.usher.agent.window.WindowService}, callable from any thread. Windows are in the database, and
 * in memory for whoever asks whether one is open.
 */
package io.usher.agent.window;
