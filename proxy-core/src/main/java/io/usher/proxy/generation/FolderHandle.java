package io.usher.proxy.generation;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A folder by its open descriptor (openat(2), renameat(2), unlinkat(2)): once open it can be used whatever the folders above
 * it permit, also when this process has dropped the rights it was opened with. Names are single file names. It follows no
 * link and checks nothing: that is the matter of {@link InstanceFolder}. Any thread.
 */
final class FolderHandle implements AutoCloseable {
    private static final Path ITSELF = Path.of(".");

    private final Path path;
    private final SecureDirectoryStream<Path> folder;

    private FolderHandle(final Path path, final SecureDirectoryStream<Path> folder) {
        this.path = path;
        this.folder = folder;
    }

    /** @throws IOException if it cannot be opened, or is not (any more) what stands at the path itself, without a link */
    static FolderHandle open(final Path path) throws IOException {
        final DirectoryStream<Path> opened = Files.newDirectoryStream(path);
        if (!(opened instanceof SecureDirectoryStream<Path> folder)) {
            opened.close();
            throw new IOException("cannot be held open by this Java (expected: a SecureDirectoryStream, as on Linux)");
        }
        final FolderHandle handle = new FolderHandle(path, folder);
        try {
            final Object key = folder.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
            if (!key.equals(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey())) {
                throw new IOException("a link, or replaced by another folder in this moment (expected: the folder itself)");
            }
            return handle;
        } catch (final IOException e) {
            handle.close();
            throw e;
        }
    }

    /** {@return the names of all files here} */
    List<String> names() throws IOException {
        final List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = folder.newDirectoryStream(ITSELF, LinkOption.NOFOLLOW_LINKS)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (final DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /** {@return what kind of file this is, itself and not where it leads} @throws NoSuchFileException if there is none */
    BasicFileAttributes attributes(final String name) throws IOException {
        return folder.getFileAttributeView(Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .readAttributes();
    }

    /** {@return whether whoever opens the path now gets this folder; true too where this process may not look} */
    boolean stillAtItsPath() throws IOException {
        try {
            return folder.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey()
                .equals(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey());
        } catch (final AccessDeniedException e) {
            return true;
        } catch (final NoSuchFileException e) {
            return false;
        }
    }

    boolean exists(final String name) throws IOException {
        try {
            attributes(name);
            return true;
        } catch (final NoSuchFileException e) {
            return false;
        }
    }

    /** @param options with {@link LinkOption#NOFOLLOW_LINKS} */
    FileChannel open(final String name, final Set<OpenOption> options, final FileAttribute<?> mode) throws IOException {
        final SeekableByteChannel channel = folder.newByteChannel(Path.of(name), options, mode);
        if (channel instanceof FileChannel file) {
            return file;
        }
        channel.close();
        throw new IOException(path.resolve(name) + ": opened as " + channel.getClass().getName()
            + " (expected: a FileChannel, for its lock and its mapping)");
    }

    void rename(final String from, final String to) throws IOException {
        folder.move(Path.of(from), folder, Path.of(to));
    }

    void deleteIfExists(final String name) throws IOException {
        try {
            folder.deleteFile(Path.of(name));
        } catch (final NoSuchFileException e) {
            // Gone is what it was to be.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }
}
