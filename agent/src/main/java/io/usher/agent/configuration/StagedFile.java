package io.usher.agent.configuration;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file's new content, complete and on the disk beside it under another name, so that all that can fail has been done before
 * {@link #commit} renames it. Owner, group and mode are the old file's; a symbolic link stays and what it points at is replaced.
 * Closing it uncommitted removes it. One thread.
 */
public final class StagedFile implements AutoCloseable {
    private final Path target;
    private final Path draft;
    private boolean committed;

    private StagedFile(final Path target, final Path draft) {
        this.target = target;
        this.draft = draft;
    }

    /**
     * Writes the content beside the file.
     *
     * @param file must be there
     * @throws IOException where it cannot be done; then nothing is left
     */
    public static StagedFile write(final Path file, final byte[] content) throws IOException {
        final Path target = file.toRealPath();
        // a name with a dot before and none of the configuration's endings: a folder of files must not take it for one
        final Path draft = Files.createTempFile(target.getParent(), ".usher-", ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        final StagedFile staged = new StagedFile(target, draft);
        try {
            staged.fill(content);
            return staged;
        } catch (final IOException | RuntimeException e) {
            staged.close();
            throw e;
        }
    }

    private void fill(final byte[] content) throws IOException {
        final PosixFileAttributes old = Files.readAttributes(target, PosixFileAttributes.class);
        final PosixFileAttributeView view = Files.getFileAttributeView(draft, PosixFileAttributeView.class);
        final PosixFileAttributes own = view.readAttributes();
        if (!own.group().equals(old.group())) {
            view.setGroup(old.group());
        }
        if (!own.owner().equals(old.owner())) {
            view.setOwner(old.owner());
        }
        view.setPermissions(Set.copyOf(old.permissions()));
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            final ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Puts it in the file's place. */
    public void commit() throws IOException {
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        committed = true;
        try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        if (!committed) {
            Files.deleteIfExists(draft);
        }
    }
}
