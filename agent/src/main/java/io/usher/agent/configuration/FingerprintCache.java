package io.usher.agent.configuration;

import io.usher.agent.configuration.ConfigurationFiles.Contents;
import io.usher.agent.configuration.ConfigurationFiles.Fingerprint;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files' fingerprint for who asks often: they are read only when a stamp of one of them is another than before, or so new
 * that an edit might not show in it. What they would name if it were there is looked at, too. Any thread; one looks at a time.
 */
public final class FingerprintCache {
    private final ConfigurationFiles files;
    private final InstantSource clock;
    private Set<Path> named = Set.of(); // guarded by this, as is all below: what the files named, or might, when last read
    private Map<Path, Optional<FileStamp>> stamps = Map.of(); // as they were just before the files were read
    private Optional<Fingerprint> known = Optional.empty(); // of what has these stamps, where they can be relied upon

    /** @param clock of the same time as the files' */
    public FingerprintCache(final ConfigurationFiles files, final InstantSource clock) {
        this.files = files;
        this.clock = clock;
    }

    /** The same as {@link ConfigurationFiles#fingerprint()}. */
    public synchronized Fingerprint fingerprint() throws UnreadableConfigurationException {
        final Instant begun = clock.instant();
        final List<Path> paths = files.paths();
        final Map<Path, Optional<FileStamp>> now = stamps(paths);
        if (known.isPresent() && now.equals(stamps)) {
            return known.get();
        }
        known = Optional.empty();
        final Contents contents = files.read();
        final Set<Path> names = names(contents);
        final Fingerprint fingerprint = contents.fingerprint();
        // where others are named than were stamped, the next look stamps those before it reads them
        final boolean reliable = names.equals(named) && contents.files().stream().map(FileContent::path).toList().equals(paths)
                && now.values().stream().flatMap(Optional::stream).allMatch(stamp -> stamp.settled(begun));
        named = names;
        stamps = now;
        known = reliable ? Optional.of(fingerprint) : Optional.empty();
        return fingerprint;
    }

    private Map<Path, Optional<FileStamp>> stamps(final List<Path> paths) {
        final Map<Path, Optional<FileStamp>> found = new LinkedHashMap<>();
        paths.forEach(path -> found.put(path, FileStamp.of(path)));
        named.forEach(path -> found.computeIfAbsent(path, FileStamp::of));
        return found;
    }

    private Set<Path> names(final Contents contents) {
        final Set<Path> found = new LinkedHashSet<>();
        contents.files().forEach(file -> found.addAll(files.namedFiles().possible(file.text())));
        return found;
    }
}
