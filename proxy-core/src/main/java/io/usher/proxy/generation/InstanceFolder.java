package io.usher.proxy.generation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The private folder of one instance: owner lock and journals, one folder for all its generations. Opened before
 * rights are dropped, given to the account they are dropped to, and held open from then on: everything here goes through
 * that handle, since the folders above may be closed to that account. Files are made only before rights are dropped. It
 * only finds and checks; what the files say is the matter of {@link OwnerLock}, {@link FileJournal} and
 * {@link JournalReader}.
 */
public final class InstanceFolder implements AutoCloseable {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> PRIVATE_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Pattern JOURNAL = Pattern.compile("journal-([1-9][0-9]{0,8})");
    private static final Pattern BEGUN = Pattern.compile("journal-[1-9][0-9]{0,8}\\.new-([1-9][0-9]{0,17})");
    private static final String FACTS = "unix:uid,nlink,isRegularFile";
    private static final String OWNER = "owner";
    private static final String MOVED = "moved-to";
    private static final int LONGEST_NAME = 200;

    private final Path path;
    private final FolderHandle handle;
    private final ProcessIdentity identity;

    private InstanceFolder(final Path path, final FolderHandle handle, final ProcessIdentity identity) {
        this.path = path;
        this.handle = handle;
        this.identity = identity;
    }

    /**
     * Finds, makes if missing, and checks the folder.
     *
     * @param seatJournal the global keyword {@code seat-journal}, if set
     * @param firstFile   the first {@code -f}, after which the instance is named
     * @param environment the process environment
     * @throws StartRefusedException if the folder cannot be trusted or made
     */
    public static InstanceFolder open(final Optional<String> seatJournal, final Path firstFile,
                                      final Map<String, String> environment, final ProcessIdentity identity)
            throws StartRefusedException {
        if (seatJournal.isPresent()) {
            return open(Path.of(seatJournal.get()), identity);
        }
        final Path parent = defaultParent(environment, identity);
        try {
            Files.createDirectories(parent);
            if (Files.getPosixFilePermissions(parent).contains(PosixFilePermission.OTHERS_WRITE)) {
                throw new StartRefusedException("folder " + parent + ": anybody may write there (expected: a private place;"
                    + " set 'seat-journal' in the global section)");
            }
        } catch (final IOException e) {
            throw new StartRefusedException("folder " + parent + ": cannot be made: " + e.getMessage()
                + " (set 'seat-journal' in the global section)", e);
        }
        final InstanceFolder folder = open(parent.resolve(instanceName(firstFile)), identity);
        final Optional<Path> elsewhere = folder.readMoved();
        if (elsewhere.isEmpty()) {
            return folder;
        }
        folder.close();
        return open(elsewhere.get(), identity);
    }

    /** Where the instance of this name keeps its seats since it took over from one of another name. */
    private Optional<Path> readMoved() throws StartRefusedException {
        try {
            checkFile(path.resolve(MOVED), true);
            final Path target = Path.of(Files.readString(path.resolve(MOVED)).strip());
            return target.isAbsolute() && Files.isDirectory(target) ? Optional.of(target) : Optional.empty();
        } catch (final NoSuchFileException e) {
            return Optional.empty();
        } catch (final IOException e) {
            throw new StartRefusedException("folder " + path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Remembers that this instance's seats are kept elsewhere, unless this folder is in use itself: a configuration that
     * succeeded one of another name is found by its own name too.
     */
    void movedTo(final InstanceFolder other) throws IOException {
        if (journals().isEmpty()) {
            final Path begun = path.resolve(MOVED + ".new");
            delete(begun);
            try (FileChannel file = openFile(begun, true, true)) {
                file.write(ByteBuffer.wrap(other.path.toString().getBytes(StandardCharsets.UTF_8)));
            }
            rename(begun, path.resolve(MOVED));
        }
    }

    /** Opens exactly this folder, making it if it is missing. */
    public static InstanceFolder open(final Path folder, final ProcessIdentity identity) throws StartRefusedException {
        final Path path = folder.toAbsolutePath().normalize();
        try {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(path.getParent());
                Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PRIVATE));
            }
            check(path, identity);
            if (identity.dropsRights()) {
                giveAll(path, identity);
            }
            return new InstanceFolder(path, FolderHandle.open(path), identity);
        } catch (final IOException e) {
            throw new StartRefusedException("folder " + path + ": " + e.getMessage() + " (expected: a folder of mode 0700)", e);
        }
    }

    private static void check(final Path path, final ProcessIdentity identity) throws IOException, StartRefusedException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new StartRefusedException("folder " + path + ": not a folder (expected: a folder of mode 0700)");
        }
        final int owner = (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (!identity.trusts(owner)) {
            throw new StartRefusedException("folder " + path + ": owned by uid " + owner
                + " (expected: " + identity.owner() + ")");
        }
        final Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        if (!mode.equals(PRIVATE)) {
            throw new StartRefusedException("folder " + path + ": mode " + PosixFilePermissions.toString(mode)
                + " (expected: rwx------, that is 0700)");
        }
    }

    /**
     * Gives a folder that is still root's, with the files that a generation left here which kept root's rights, to the
     * account that rights are dropped to. The folder comes last: until then that account cannot exchange a file.
     */
    private static void giveAll(final Path folder, final ProcessIdentity identity) throws IOException {
        if ((Integer) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS) == identity.owner()) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (final Path file : files.toList()) {
                final String name = file.getFileName().toString();
                if (name.equals(OWNER) || name.equals(MOVED) || JOURNAL.matcher(name).matches()) {
                    requireTrusted(file, Files.readAttributes(file, FACTS, LinkOption.NOFOLLOW_LINKS), identity);
                    giveAway(file, identity);
                }
            }
        }
        giveAway(folder, identity);
    }

    private static Path defaultParent(final Map<String, String> environment, final ProcessIdentity identity)
            throws StartRefusedException {
        if (identity.uid() == 0) {
            return Path.of("/var/lib/usher");
        }
        final String state = environment.getOrDefault("XDG_STATE_HOME", "");
        if (state.startsWith("/")) {
            return Path.of(state, "usher");
        }
        final String home = environment.getOrDefault("HOME", "");
        if (!home.startsWith("/")) {
            throw new StartRefusedException("neither XDG_STATE_HOME nor HOME names a folder"
                + " (set 'seat-journal' in the global section)");
        }
        return Path.of(home, ".local", "state", "usher");
    }

    /**
     * {@return the instance's name: the absolute path of the file with {@code /} as {@code -} and everything but
     * letters, digits, dot and underscore as {@code \xNN}, as systemd escapes paths, so that no two files share one}
     */
    static String instanceName(final Path firstFile) {
        final String absolute = firstFile.toAbsolutePath().normalize().toString().substring(1);
        final StringBuilder name = new StringBuilder();
        for (final byte b : absolute.getBytes(StandardCharsets.UTF_8)) {
            if (b == '/') {
                name.append('-');
            } else if (b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b == '.') {
                name.append((char) b);
            } else {
                name.append(String.format("\\x%02x", b & 0xff));
            }
        }
        if (name.length() > LONGEST_NAME) {
            final String end = String.format("~%08x", absolute.hashCode());
            return name.substring(0, LONGEST_NAME - end.length()) + end;
        }
        return name.toString();
    }

    private static void giveAway(final Path file, final ProcessIdentity identity) throws IOException {
        if (identity.dropsRights()) {
            Files.setAttribute(file, "unix:uid", identity.owner(), LinkOption.NOFOLLOW_LINKS);
            if (identity.group() >= 0) {
                Files.setAttribute(file, "unix:gid", identity.group(), LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    /** {@return the folder} */
    public Path path() {
        return path;
    }

    /** {@return whose files these are} */
    ProcessIdentity identity() {
        return identity;
    }

    Path ownerFile() {
        return path.resolve(OWNER);
    }

    Path journalFile(final int generation) {
        return path.resolve("journal-" + generation);
    }

    /** {@return the numbers of the generations that have a journal here, ascending} */
    List<Integer> journals() throws IOException {
        final List<Integer> numbers = new ArrayList<>();
        for (final String name : handle.names()) {
            final Matcher m = JOURNAL.matcher(name);
            if (m.matches()) {
                numbers.add(Integer.valueOf(m.group(1)));
            }
        }
        Collections.sort(numbers);
        return numbers;
    }

    /** {@return the name under which a process makes a file of this folder, before the file is whole} */
    Path begun(final Path file) {
        return file.resolveSibling(file.getFileName() + ".new-" + ProcessHandle.current().pid());
    }

    /** Deletes files that were begun by processes that are gone: neither is there one of that number, nor is the file locked. */
    void deleteBegun() throws IOException {
        for (final String name : handle.names()) {
            final Matcher m = BEGUN.matcher(name);
            if (m.matches() && ProcessHandle.of(Long.parseLong(m.group(1))).isEmpty() && isUnlocked(path.resolve(name))) {
                handle.deleteIfExists(name);
            }
        }
    }

    private boolean isUnlocked(final Path file) throws IOException {
        try (FileChannel channel = openFile(file, false, false); FileLock probe = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return probe != null;
        } catch (final NoSuchFileException e) {
            return false;
        }
    }

    /** {@return whether there is such a file here} */
    boolean exists(final Path file) throws IOException {
        return handle.exists(name(file));
    }

    /** {@return what tells that file from any other that may come to bear its name} */
    Object key(final Path file) throws IOException {
        return handle.attributes(name(file)).fileKey();
    }

    /**
     * {@return why another process does not find the file of that key under that name; empty = it does} A lock on a file that
     * nobody else finds keeps nobody away.
     */
    Optional<String> astray(final Path file, final Object key) {
        try {
            if (!handle.stillAtItsPath()) {
                return Optional.of("folder " + path + " has been removed or replaced");
            }
            return key(file).equals(key) ? Optional.empty() : Optional.of(file + " has been replaced");
        } catch (final NoSuchFileException e) {
            return Optional.of(file + " has been removed");
        } catch (final IOException e) {
            return Optional.of(file + " cannot be looked at: " + e.getMessage());
        }
    }

    /** Deletes a file here; one that is gone already is no failure. */
    void delete(final Path file) throws IOException {
        handle.deleteIfExists(name(file));
    }

    /** Gives a file here another name at once, in place of the file that bears it. */
    void rename(final Path from, final Path to) throws IOException {
        handle.rename(name(from), name(to));
    }

    private String name(final Path file) {
        if (!path.equals(file.getParent())) {
            throw new IllegalArgumentException(file + " (expected: a file in " + path + ")");
        }
        return file.getFileName().toString();
    }

    /**
     * Opens a file here for reading and writing, or makes it. Follows no link, and refuses what is not a plain file
     * with one name of a trusted account: the folder may belong to an account with fewer rights than this process has.
     *
     * @param exclusive whether the file must not exist yet
     */
    FileChannel openFile(final Path file, final boolean create, final boolean exclusive) throws IOException {
        if (!exclusive) {
            checkFile(file, create);
        }
        final Set<OpenOption> how = new HashSet<>(Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS));
        if (exclusive) {
            how.add(StandardOpenOption.CREATE_NEW);
        } else if (create) {
            how.add(StandardOpenOption.CREATE);
        }
        final FileChannel channel = handle.open(name(file), how, PosixFilePermissions.asFileAttribute(PRIVATE_FILE));
        try {
            if (create || exclusive) {
                giveAway(file, identity);
            }
            return channel;
        } catch (final IOException e) {
            channel.close();
            throw e;
        }
    }

    private void checkFile(final Path file, final boolean mayBeMissing) throws IOException {
        try {
            requireTrusted(file, Files.readAttributes(file, FACTS, LinkOption.NOFOLLOW_LINKS), identity);
        } catch (final NoSuchFileException e) {
            if (!mayBeMissing) {
                throw e;
            }
        } catch (final AccessDeniedException e) {
            checkKind(file, mayBeMissing);
        }
    }

    /**
     * What is left to check where the path is closed to this process: it is not root any more then, and can be led to no
     * file that the folder's owner may not open anyway. A pipe would still stop it for ever.
     */
    private void checkKind(final Path file, final boolean mayBeMissing) throws IOException {
        if (mayBeMissing && !exists(file)) {
            return;
        }
        if (!handle.attributes(name(file)).isRegularFile()) {
            throw new IOException(file + ": no plain file (expected: a plain file, owned by uid " + identity.owner() + ")");
        }
    }

    private static void requireTrusted(final Path file, final Map<String, Object> facts, final ProcessIdentity identity)
            throws IOException {
        if (!Boolean.TRUE.equals(facts.get("isRegularFile")) || (Integer) facts.get("nlink") != 1
            || !identity.trusts((Integer) facts.get("uid"))) {
            throw new IOException(file + ": uid " + facts.get("uid") + ", " + facts.get("nlink")
                + " names (expected: a plain file with one name, owned by uid " + identity.owner() + ")");
        }
    }

    /** Lets go of a folder that was only looked into. Files opened here stay open. */
    @Override
    public void close() throws StartRefusedException {
        try {
            handle.close();
        } catch (final IOException e) {
            throw new StartRefusedException("folder " + path + ": cannot be closed: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
