package io.usher.agent.edit;

/**
 * Another content for a file.
 *
 * @param name    of the file, in the API; empty text = the only one there is
 * @param content to be
 */
public record NewText(String name, byte[] content) {
}
