package io.usher.agent.launch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * One agent per directory: makes the directory if it is missing, checks that nobody else may write there, and holds the lock
 * of {@code agent.lock} in it, which the kernel frees when the process ends, however it ends.
 */
final class DirectoryLock implements AutoCloseable {
    private final FileChannel channel;

    private DirectoryLock(final FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @param what for people: {@code run directory} or {@code data directory}
     * @param uid  whose it must be
     * @param mode for a new one, e.g. {@code rwx------}
     */
    static DirectoryLock take(final String what, final Path directory, final long uid, final String mode)
            throws LaunchException {
        try {
            make(directory, mode);
            check(what, directory, uid);
            final FileChannel channel = FileChannel.open(directory.resolve("agent.lock"), StandardOpenOption.READ,
                    StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            if (lock(channel) == null) {
                final String holder = read(channel);
                channel.close();
                throw new LaunchException(ExitCode.DIRECTORY_IN_USE, what + " " + directory + " is in use by the agent with pid "
                        + (holder.isEmpty() ? "unknown" : holder), null);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)), 0);
            return new DirectoryLock(channel);
        } catch (final IOException e) {
            throw new LaunchException(ExitCode.CONFIGURATION, what + " " + directory + ": " + e, e);
        }
    }

    /** Of a data directory: a proxy that gives up root's rights must still reach its journal in there. */
    static String dataMode(final long uid) {
        return uid == 0 ? "rwx--x--x" : "rwx------";
    }

    private static void make(final Path directory, final String mode) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
        }
    }

    private static void check(final String what, final Path directory, final long uid) throws IOException, LaunchException {
        final long owner = ((Number) Files.getAttribute(directory, "unix:uid")).longValue();
        if (owner != uid) {
            throw new LaunchException(ExitCode.CONFIGURATION,
                    what + " " + directory + " belongs to uid " + owner + " (expected: " + uid + ")", null);
        }
        final Set<PosixFilePermission> mode = Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
        if (mode.contains(PosixFilePermission.GROUP_WRITE) || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new LaunchException(ExitCode.CONFIGURATION, what + " " + directory + " has mode "
                    + PosixFilePermissions.toString(mode) + " (expected: writable by its owner only)", null);
        }
    }

    private static FileLock lock(final FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (final OverlappingFileLockException e) {
            return null; // another agent in this very process
        }
    }

    private static String read(final FileChannel channel) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(20);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
