package io.usher.proxy.generation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The other journals of an {@link InstanceFolder}, each opened once. */
final class FolderJournals implements Journals {
    private final InstanceFolder folder;
    private final int own;
    private final Map<Integer, JournalReader> open = new HashMap<>();

    /** @param own number of this generation, whose journal must not be opened a second time */
    FolderJournals(final InstanceFolder folder, final int own) {
        this.folder = folder;
        this.own = own;
    }

    @Override
    public Optional<OtherJournal> of(final int generation) {
        if (generation == own) {
            throw new IllegalArgumentException("journal " + generation + ": one's own (expected: another generation's)");
        }
        final JournalReader known = open.get(generation);
        if (known != null && !known.deleted()) {
            return Optional.of(known);
        }
        try {
            if (!folder.exists(folder.journalFile(generation))) {
                open.remove(generation);
                return Optional.empty();
            }
            final JournalReader reader = JournalReader.open(folder, generation);
            open.put(generation, reader);
            return Optional.of(reader);
        } catch (final IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    @Override
    public boolean stopped(final long pid) {
        return ProcessState.stopped(pid);
    }

    @Override
    public void deleteBegun() {
        try {
            folder.deleteBegun();
        } catch (final IOException e) {
            throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<OtherJournal> others() {
        final List<OtherJournal> others = new ArrayList<>();
        try {
            for (final int number : folder.journals()) {
                if (number != own) {
                    of(number).ifPresent(others::add);
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
        }
        return others;
    }
}
