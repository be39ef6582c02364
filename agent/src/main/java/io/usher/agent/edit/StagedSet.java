package io.usher.agent.edit;

import io.usher.agent.configuration.StagedFile;
import io.usher.agent.request.Unavailable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** Several files' new contents, on the disk beside them, put in place together: where one fails, those before it are put back. */
final class StagedSet implements AutoCloseable {
    private final Map<Path, StagedFile> staged = new LinkedHashMap<>();
    private boolean committed;

    /**
     * Writes all beside their files.
     *
     * @throws Unavailable where one cannot be written; then nothing is left
     */
    static StagedSet write(final Map<Path, byte[]> contents) throws Unavailable {
        final StagedSet set = new StagedSet();
        try {
            for (final Map.Entry<Path, byte[]> one : contents.entrySet()) {
                set.staged.put(one.getKey(), StagedFile.write(one.getKey(), one.getValue()));
            }
            return set;
        } catch (final IOException e) {
            set.close();
            throw new Unavailable("the configuration cannot be written: " + e + "; nothing was changed", e);
        }
    }

    /** A second time it does nothing. */
    void commit() throws IOException {
        if (committed) {
            return;
        }
        final Deque<StagedFile> back = new ArrayDeque<>();
        try {
            for (final Map.Entry<Path, StagedFile> one : staged.entrySet()) {
                final StagedFile old = StagedFile.write(one.getKey(), Files.readAllBytes(one.getKey()));
                back.push(old);
                one.getValue().commit();
            }
            committed = true;
        } catch (final IOException e) {
            putBack(back, e);
            throw e;
        } finally {
            for (final StagedFile old : back) {
                old.close();
            }
        }
    }

    /** The first of them may be the one that was not put in place: then its old content replaces itself. */
    private static void putBack(final Deque<StagedFile> back, final IOException why) {
        for (final StagedFile old : back) {
            try {
                old.commit();
            } catch (final IOException e) {
                why.addSuppressed(e);
            }
        }
    }

    @Override
    public void close() {
        for (final StagedFile one : staged.values()) {
            try {
                one.close();
            } catch (final IOException e) {
                throw new Unavailable("a file beside a configuration file cannot be removed: " + e, e);
            }
        }
    }
}
