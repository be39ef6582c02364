package io.usher.agent.reload;

/**
 * One file in which two configurations differ.
 *
 * @param file    as the user names it; a file that a configuration file names, by its last name
 * @param change  {@code added}, {@code removed} or {@code changed}
 * @param added   lines that were not there before, as many times as they are new
 * @param removed lines that are gone
 */
public record FileChange(String file, String change, int added, int removed) {
}
