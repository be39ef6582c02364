package io.usher.agent.edit;

import io.usher.agent.configuration.Digests;
import io.usher.agent.edit.VersionText.NamedText;
import io.usher.agent.edit.VersionView.VersionFile;
import io.usher.agent.request.Requester;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The versions as they are shown and made. Any thread; made with the lock of {@link Edits} held. */
final class Versions {
    /** Who edits files without the API. */
    static final String BY_HAND = "by hand";
    private final VersionTable table;
    private final InstantSource clock;

    Versions(final VersionTable table, final InstantSource clock) {
        this.table = table;
        this.clock = clock;
    }

    /** Keeps what was found on the disk, where it is not what the API wrote last. */
    void noteFound(final Map<String, byte[]> contents) {
        if (!table.latest().map(VersionTable.Version::files).equals(Optional.of(hashes(contents)))) {
            table.add(clock.instant(), BY_HAND, "found on the disk", Optional.empty(), Apply.NONE, Optional.empty(), contents);
        }
    }

    /** Keeps what was written; empty where it is what there was. */
    Optional<Long> add(final Map<String, byte[]> contents, final Requester by, final String comment,
            final Optional<Long> restores,
                       final Apply applied, final Optional<String> reload) {
        if (table.latest().map(VersionTable.Version::files).equals(Optional.of(hashes(contents)))) {
            return Optional.empty();
        }
        final Instant now = clock.instant();
        return Optional.of(table.add(now, by.name(), comment, restores, applied, reload, contents));
    }

    private static Map<String, String> hashes(final Map<String, byte[]> contents) {
        final Map<String, String> hashes = new LinkedHashMap<>();
        contents.forEach((name, content) -> hashes.put(name, Digests.hex(content)));
        return hashes;
    }

    Optional<Long> latest() {
        return table.latest().map(VersionTable.Version::number);
    }

    List<VersionView> page(final int limit, final Optional<Long> before) {
        final List<VersionTable.Version> found = table.page(limit + 1, before);
        final List<VersionView> views = new ArrayList<>();
        for (int i = 0; i < Math.min(limit, found.size()); i++) {
            views.add(view(found.get(i), i + 1 < found.size() ? Optional.of(found.get(i + 1)) : Optional.empty()));
        }
        return views;
    }

    VersionText get(final long number) {
        final VersionTable.Version version = table.get(number);
        final List<NamedText> contents = version.files().entrySet().stream()
                .map(file -> new NamedText(file.getKey(), LineDiff.text(table.content(file.getValue())))).toList();
        return new VersionText(view(version, table.before(number)), contents);
    }

    /** By name. */
    Map<String, byte[]> contents(final long number) {
        final Map<String, byte[]> contents = new LinkedHashMap<>();
        table.get(number).files().forEach((name, hash) -> contents.put(name, table.content(hash)));
        return contents;
    }

    String diff(final long number) {
        final VersionTable.Version version = table.get(number);
        final Optional<VersionTable.Version> before = table.before(number);
        final Map<String, String> old = before.map(VersionTable.Version::files).orElse(Map.of());
        final String oldName = before.map(one -> "version " + one.number()).orElse("nothing");
        final StringBuilder diff = new StringBuilder();
        for (final String name : changed(version, before)) {
            final byte[] from = old.containsKey(name) ? table.content(old.get(name)) : new byte[0];
            final byte[] to = version.files().containsKey(name) ? table.content(version.files().get(name)) : new byte[0];
            diff.append(LineDiff.of(name + "\t" + oldName, from, name + "\tversion " + number, to));
        }
        return diff.toString();
    }

    private static List<String> changed(final VersionTable.Version version, final Optional<VersionTable.Version> before) {
        final Map<String, String> old = before.map(VersionTable.Version::files).orElse(Map.of());
        final List<String> changed = new ArrayList<>(version.files().keySet().stream()
                .filter(name -> !version.files().get(name).equals(old.get(name))).toList());
        old.keySet().stream().filter(name -> !version.files().containsKey(name)).forEach(changed::add);
        return changed;
    }

    private static VersionView view(final VersionTable.Version version, final Optional<VersionTable.Version> before) {
        return new VersionView(version.number(), version.at(), version.author(), version.comment(), version.restores(),
                version.applied(),
                version.reload(), changed(version, before), version.files().entrySet().stream()
                        .map(file -> new VersionFile(file.getKey(), FileView.etag(file.getValue()))).toList());
    }
}
