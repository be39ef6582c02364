package io.usher.agent.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What tells one content of a file from another without reading it.
 *
 * @param file     device and inode, where the file system has them: another file of that name is another file
 * @param bytes    its length
 * @param modified when it was last written, as finely as the file system keeps that
 * @param readable by this process
 */
record FileStamp(Optional<Object> file, long bytes, Instant modified, boolean readable) {
    /** No file system keeps times more coarsely than this (FAT does so). */
    static final Duration GRAIN = Duration.ofSeconds(2);

    /** Empty where no regular file is there. */
    static Optional<FileStamp> of(final Path path) {
        try {
            final BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return found.isRegularFile() ? Optional.of(new FileStamp(Optional.ofNullable(found.fileKey()), found.size(),
                    found.lastModifiedTime().toInstant(), Files.isReadable(path))) : Optional.empty();
        } catch (final IOException e) {
            return Optional.empty(); // whoever reads it hears why
        }
    }

    /**
     * Whether any later edit shows in the stamp: not where one within the same tick of the file system's clock could still
     * leave the length and the time as they are (git calls such an entry racy).
     *
     * @param read when the content was read, or earlier
     */
    boolean settled(final Instant read) {
        return readable && !modified.plus(GRAIN).isAfter(read);
    }
}
