package io.usher.agent.edit;

/**
 * A file with its content.
 *
 * @param view    what is told of it
 * @param content as it is on the disk
 */
public record FileText(FileView view, byte[] content) {
}
