package io.usher.agent.configuration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A configuration that is only being looked at, in a folder that goes when it is closed. */
public final class Draft implements AutoCloseable {
    private final Snapshot snapshot;
    private final Path folder;

    Draft(final Snapshot snapshot, final Path folder) {
        this.snapshot = snapshot;
        this.folder = folder;
    }

    /** It, as long as this is open. */
    public Snapshot snapshot() {
        return snapshot;
    }

    @Override
    public void close() {
        try {
            Snapshots.deleteTree(folder);
        } catch (final IOException e) {
            throw new UncheckedIOException("draft " + folder, e);
        }
    }
}
