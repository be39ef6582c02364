/**
 * The configuration files as the API offers them: read, judged, planned, written, applied, and kept as versions.
 *
 * <p>Entry class: {@link io.usher.agent.edit.Edits}. Any thread; one change at a time. What becomes of a running generation is
 * done on the conductor's thread, so that it never meets a reload.
 */
package io.usher.agent.edit;
