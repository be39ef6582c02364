package io.usher.proxy.traffic;

import io.usher.proxy.config.Bind;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The file of a unix socket: bound under a temporary name, given its mode and owner, and only then moved to its own name,
 * so that nobody ever meets it half made (as HAProxy does). A path on which somebody listens is not taken from him.
 */
public final class UnixSocketFile {

    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_READ};

    private final Path path;
    private final Path temporary;
    private final int mode;
    private final Optional<String> user;
    private final Optional<String> group;

    private UnixSocketFile(final Path path, final int mode, final Optional<String> user, final Optional<String> group) {
        this.path = path;
        this.temporary = path.resolveSibling(path.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        this.mode = mode;
        this.user = user;
        this.group = group;
    }

    /**
     * Checks that the path is free.
     *
     * @throws IOException if somebody listens there, or a file that is no socket stands there
     */
    static UnixSocketFile prepare(final String path, final Bind bind) throws IOException {
        return prepare(path, bind.mode(), bind.user(), bind.group());
    }

    /**
     * As above, for any socket.
     *
     * @param path  where the socket is to be
     * @param mode  permissions, octal digits as a number; -1 = by umask
     * @param user  owner
     * @param group group
     * @throws IOException if somebody listens there, or a file that is no socket stands there
     */
    public static UnixSocketFile prepare(final String path, final int mode, final Optional<String> user,
                                         final Optional<String> group) throws IOException {
        final UnixSocketFile file = new UnixSocketFile(Path.of(path), mode, user, group);
        file.requireFree();
        Files.deleteIfExists(file.temporary);
        return file;
    }

    private void requireFree() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.isRegularFile(path) || Files.isDirectory(path)) {
            throw new IOException("a file that is no socket stands there");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (final IOException e) {
            if (e.getMessage() == null || !e.getMessage().contains("refused")) {
                throw new IOException("cannot tell whether somebody listens there: " + e.getMessage(), e);
            }
            // Nobody listens: a socket file left behind, which is replaced.
            return;
        }
        throw new IOException("Address already in use: somebody listens there");
    }

    /** Where to bind first. */
    public String temporaryPath() {
        return temporary.toString();
    }

    /** Sets mode and owner and moves the file to its name. */
    public void publish() throws IOException {
        final PosixFileAttributeView view = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
        if (mode >= 0) {
            view.setPermissions(permissions(mode));
        }
        final UserPrincipalLookupService names = temporary.getFileSystem().getUserPrincipalLookupService();
        if (user.isPresent()) {
            view.setOwner(names.lookupPrincipalByName(user.get()));
        }
        if (group.isPresent()) {
            view.setGroup(names.lookupPrincipalByGroupName(group.get()));
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Set<PosixFilePermission> permissions(final int octal) {
        final Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < BITS.length; bit++) {
            if ((octal & 1 << bit) != 0) {
                set.add(BITS[bit]);
            }
        }
        return set;
    }
}
