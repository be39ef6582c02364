package io.usher.proxy.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds who listens on an address, for messages. Sees other users' processes only with the rights to. */
public final class SocketHolder {

    private SocketHolder() {
    }

    /** "pid 123 (nginx: master process)", or nothing where /proc does not tell. */
    public static Optional<String> of(final InetSocketAddress address) {
        final long inode = SocketTable.inodeOfListener(address);
        return inode < 0 ? Optional.empty() : ofInode(inode);
    }

    private static Optional<String> ofInode(final long inode) {
        final String link = "socket:[" + inode + "]";
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (final Path process : processes) {
                if (holds(process, link)) {
                    return Optional.of("pid " + process.getFileName() + " (" + command(process) + ")");
                }
            }
        } catch (final IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean holds(final Path process, final String link) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (final Path descriptor : descriptors) {
                if (target(descriptor).equals(link)) {
                    return true;
                }
            }
        } catch (final IOException e) {
            // Another user's process, or gone meanwhile.
            return false;
        }
        return false;
    }

    private static String target(final Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (final IOException e) {
            // Closed meanwhile.
            return "";
        }
    }

    private static String command(final Path process) {
        try {
            final String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            return line.replace('\0', ' ').trim();
        } catch (final IOException e) {
            return "unknown command";
        }
    }
}
