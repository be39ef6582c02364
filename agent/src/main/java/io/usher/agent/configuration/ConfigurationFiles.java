package io.usher.agent.configuration;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The user's {@code -f} arguments: files, and folders whose {@code *.cfg} count in name order (HAProxy management manual, 3).
 * Every look reads them anew; {@link FingerprintCache} is for who looks often.
 */
public final class ConfigurationFiles {
    private final List<Path> arguments;
    private final NamedFiles namedFiles;
    private final Path workingDirectory;

    /**
     * @param arguments        as given, in order
     * @param workingDirectory what relative names are relative to, here and for the proxy
     * @param environment      variables as the proxy will have them
     */
    public ConfigurationFiles(final List<Path> arguments, final Path workingDirectory, final Map<String, String> environment) {
        this.workingDirectory = workingDirectory.toAbsolutePath();
        this.arguments = arguments.stream().map(a -> this.workingDirectory.resolve(a).normalize()).toList();
        this.namedFiles = new NamedFiles(this.workingDirectory, environment);
    }

    /** Absolute, in order. */
    public List<Path> arguments() {
        return arguments;
    }

    public Path workingDirectory() {
        return workingDirectory;
    }

    NamedFiles namedFiles() {
        return namedFiles;
    }

    /**
     * What the files are now.
     *
     * @param hash     SHA-256 over all of them and all they name, hex
     * @param modified of the newest
     */
    public record Fingerprint(String hash, Instant modified) {
    }

    public Fingerprint fingerprint() throws UnreadableConfigurationException {
        return read().fingerprint();
    }

    /** All contents at one time: the files, and by their names the files that they name. */
    record Contents(List<FileContent> files, Map<String, FileContent> named) {

        Fingerprint fingerprint() {
            final MessageDigest digest = Digests.sha256();
            files.forEach(f -> add(digest, f.path().getFileName().toString(), f));
            named.forEach((name, f) -> add(digest, name, f));
            final Instant modified = Stream.concat(files.stream(), named.values().stream()).map(FileContent::modified)
                    .max(Instant::compareTo).orElse(Instant.EPOCH);
            return new Fingerprint(HexFormat.of().formatHex(digest.digest()), modified);
        }

        /** Lengths keep two files from reading like one. */
        private static void add(final MessageDigest digest, final String name, final FileContent file) {
            final byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(8).putInt(nameBytes.length).putInt(file.bytes().length).array());
            digest.update(nameBytes);
            digest.update(file.bytes());
        }

    }

    /** The files as they are now, by the names that the API has for them, in order. */
    public List<EditableFile> editable() throws UnreadableConfigurationException {
        return EditableFile.named(paths());
    }

    /** The files as they are now, in order; those that they name are not among them. */
    List<Path> paths() throws UnreadableConfigurationException {
        final List<Path> paths = new ArrayList<>();
        for (final Path argument : arguments) {
            paths.addAll(expand(argument));
        }
        return paths;
    }

    Contents read() throws UnreadableConfigurationException {
        return read(Map.of());
    }

    /** @param instead contents that count in place of what is in these files */
    Contents read(final Map<Path, byte[]> instead) throws UnreadableConfigurationException {
        final List<FileContent> files = new ArrayList<>();
        final Map<String, FileContent> named = new TreeMap<>();
        for (final Path argument : arguments) {
            for (final Path path : expand(argument)) {
                final byte[] other = instead.get(path);
                final FileContent file = other == null ? readOne(path) : new FileContent(path, other, Instant.EPOCH);
                files.add(file);
                for (final Map.Entry<String, Path> entry : namedFiles.in(file.text()).entrySet()) {
                    named.put(entry.getKey(), readOne(entry.getValue()));
                }
            }
        }
        return new Contents(files, named);
    }

    private static List<Path> expand(final Path argument) throws UnreadableConfigurationException {
        if (!Files.isDirectory(argument)) {
            return List.of(argument);
        }
        try (Stream<Path> entries = Files.list(argument)) {
            return entries.filter(p -> p.toString().endsWith(".cfg") && !p.getFileName().toString().startsWith(".")).sorted()
                    .toList();
        } catch (final IOException e) {
            throw new UnreadableConfigurationException("configuration folder " + argument + ": " + e, e);
        }
    }

    private static FileContent readOne(final Path path) throws UnreadableConfigurationException {
        try {
            return new FileContent(path, Files.readAllBytes(path), Files.getLastModifiedTime(path).toInstant());
        } catch (final java.nio.file.NoSuchFileException e) {
            throw new UnreadableConfigurationException("configuration file " + path + ": there is no such file", e);
        } catch (final IOException e) {
            throw new UnreadableConfigurationException("configuration file " + path + ": " + e, e);
        }
    }
}
