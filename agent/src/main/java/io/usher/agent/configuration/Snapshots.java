package io.usher.agent.configuration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of snapshots, one sub-folder a configuration, named by its hash: the same configuration is kept once however
 * often it is reloaded. Private to the account, as configurations hold passwords.
 */
public final class Snapshots {
    private static final String ORIGINALS = "originals";
    private final Path folder;

    public Snapshots(final Path folder) throws IOException {
        this.folder = folder.toAbsolutePath();
        Files.createDirectories(this.folder);
        Files.setPosixFilePermissions(this.folder, PosixFilePermissions.fromString("rwx------"));
    }

    /** Keeps what the files are now. */
    public Snapshot take(final ConfigurationFiles files) throws UnreadableConfigurationException {
        return take(files, Map.of());
    }

    /** Keeps what the files would be with other contents in some of them. */
    public Snapshot take(final ConfigurationFiles files, final Map<Path, byte[]> instead)
            throws UnreadableConfigurationException {
        final ConfigurationFiles.Contents contents = files.read(instead);
        final String hash = contents.fingerprint().hash();
        final Path target = folder.resolve(hash);
        try {
            if (!Files.isDirectory(target)) {
                write(files, contents, target);
            }
            return find(hash).orElseThrow(() -> new IOException("snapshot " + target + " is incomplete"));
        } catch (final IOException e) {
            throw new UnreadableConfigurationException("snapshot of the configuration in " + target + ": " + e, e);
        }
    }

    /** What the files would be with other contents in some of them, for as long as somebody looks at it. */
    public Draft draft(final ConfigurationFiles files, final Map<Path, byte[]> instead) throws UnreadableConfigurationException {
        final ConfigurationFiles.Contents contents = files.read(instead);
        try {
            final Path place = Files.createTempDirectory(folder, "draft-");
            fill(files, contents, place, place);
            final List<Path> originals = contents.files().stream().map(FileContent::path).toList();
            final List<Path> copies = new ArrayList<>();
            for (int i = 0; i < originals.size(); i++) {
                copies.add(copy(place, i, originals.get(i)));
            }
            return new Draft(new Snapshot(contents.fingerprint().hash(), copies, originals), place);
        } catch (final IOException e) {
            throw new UnreadableConfigurationException("draft of the configuration in " + folder + ": " + e, e);
        }
    }

    /** The snapshot of this hash, if it is still there and whole. */
    public Optional<Snapshot> find(final String hash) {
        final Path place = folder.resolve(hash);
        if (hash.isEmpty() || !Files.isRegularFile(place.resolve(ORIGINALS))) {
            return Optional.empty();
        }
        try {
            final List<Path> originals = Files.readAllLines(place.resolve(ORIGINALS)).stream().map(Path::of).toList();
            final List<Path> copies = new ArrayList<>();
            for (int i = 0; i < originals.size(); i++) {
                copies.add(copy(place, i, originals.get(i)));
            }
            return copies.stream().allMatch(Files::isReadable) ? Optional.of(new Snapshot(hash, copies, originals))
                    : Optional.empty();
        } catch (final IOException e) {
            throw new UncheckedIOException("snapshot " + place, e);
        }
    }

    /** The snapshot that a file belongs to, by its path. */
    public Optional<Snapshot> holding(final String file) {
        final Path place = file.startsWith(folder.toString()) ? Path.of(file).getParent() : null;
        return place != null && folder.equals(place.getParent()) ? find(place.getFileName().toString()) : Optional.empty();
    }

    /** What the snapshot's files say of servers. */
    public Map<String, ConfiguredServer> servers(final Snapshot snapshot, final Map<String, String> environment) {
        return ConfiguredServers.read(texts(snapshot), environment);
    }

    /** What the snapshot's files say of frontends, by their names. */
    public Map<String, ConfiguredFrontend> frontends(final Snapshot snapshot, final Map<String, String> environment) {
        return ConfiguredFrontends.read(texts(snapshot), environment);
    }

    /** Those of a snapshot's backends whose hash, if they are balanced by one, is consistent. */
    public Set<String> consistentHashes(final Snapshot snapshot, final Map<String, String> environment) {
        return ConsistentHashes.read(texts(snapshot), environment);
    }

    private static List<String> texts(final Snapshot snapshot) {
        final List<String> texts = new ArrayList<>();
        for (final Path file : snapshot.files()) {
            try {
                texts.add(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            } catch (final IOException e) {
                throw new UncheckedIOException("snapshot file " + file, e);
            }
        }
        return texts;
    }

    /**
     * Deletes all others that are older: a young one may be about to be started.
     *
     * @param youngSince folders made since then stay in any case
     */
    public void keepOnly(final Set<String> hashes, final Instant youngSince) throws IOException {
        final List<Path> others;
        try (Stream<Path> entries = Files.list(folder)) {
            others = entries.filter(p -> !hashes.contains(p.getFileName().toString())).toList();
        }
        for (final Path path : others) {
            if (Files.getLastModifiedTime(path).toInstant().isBefore(youngSince)) {
                deleteTree(path);
            }
        }
    }

    private void write(final ConfigurationFiles files, final ConfigurationFiles.Contents contents, final Path target)
            throws IOException {
        final Path draft = Files.createTempDirectory(folder, "draft-");
        fill(files, contents, draft, target);
        move(draft, target);
    }

    /** @param target where the files will lie when they are used */
    private static void fill(final ConfigurationFiles files, final ConfigurationFiles.Contents contents, final Path draft,
                             final Path target) throws IOException {
        final Map<String, String> newNames = new HashMap<>();
        int number = 0;
        for (final Map.Entry<String, FileContent> entry : contents.named().entrySet()) {
            final String name = "named-" + ++number + "-" + entry.getValue().path().getFileName();
            Files.write(draft.resolve(name), entry.getValue().bytes());
            newNames.put(entry.getKey(), quoted(target.resolve(name).toString()));
        }
        final List<String> originals = new ArrayList<>();
        for (int i = 0; i < contents.files().size(); i++) {
            final FileContent file = contents.files().get(i);
            final Path copy = copy(draft, i, file.path());
            if (newNames.isEmpty()) {
                Files.write(copy, file.bytes());
            } else {
                Files.writeString(copy, files.namedFiles().renamed(file.text(), name -> newNames.getOrDefault(name, name)));
            }
            originals.add(file.path().toString());
        }
        Files.write(draft.resolve(ORIGINALS), originals);
    }

    private static void move(final Path draft, final Path target) throws IOException {
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (final FileAlreadyExistsException | AtomicMoveNotSupportedException | DirectoryNotEmptyException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
            deleteTree(draft); // another thread has kept the same
        }
    }

    /** A path as a word of the configuration language. */
    private static String quoted(final String path) {
        return path.chars().anyMatch(c -> c == ' ' || c == '\'' || c == '"' || c == '\\' || c == '#')
                ? path.replaceAll("([ '\"\\\\#])", "\\\\$1") : path;
    }

    private static Path copy(final Path place, final int index, final Path original) {
        return place.resolve(index + 1 + "-" + original.getFileName());
    }

    static void deleteTree(final Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            for (final Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
