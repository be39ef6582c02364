package io.usher.agent.configuration;

/**
 * One difference between two configurations that only a new generation can bring.
 *
 * @param section   where, such as {@code frontend main}
 * @param statement the line, its words separated by one blank; for a section its first line
 * @param file      in which file, by its name in the API
 * @param line      from 1
 * @param reason    why, for people
 */
public record ReloadReason(String section, String statement, String file, int line, String reason) {
}
