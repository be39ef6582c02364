package io.usher.proxy.generation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Finds in an instance's folder the generation behind a pid. Main thread, before any file there is opened for good. */
final class PredecessorSearch {
    private static final long LAST_MOMENTS_NANOS = 1_000_000_000L;
    private static final long LOOK_MILLIS = 20;

    private final InstanceFolder folder;
    private final int own;

    /** @param own number of the journal that this process holds, and must not open a second time; 0 = none yet */
    PredecessorSearch(final InstanceFolder folder, final int own) {
        this.folder = folder;
        this.own = own;
    }

    /**
     * {@return the stats sockets of the owner, which is one of these processes; empty = all of them are gone}
     *
     * @throws StartRefusedException if a process lives that is no generation of this instance, or none is the owner
     */
    Optional<List<String>> socketsOf(final Collection<Long> pids) throws StartRefusedException {
        awaitLastMoments(pids);
        final List<Long> living = living(pids);
        if (living.isEmpty()) {
            return Optional.empty();
        }
        try (OwnerLock owner = OwnerLock.open(folder)) {
            if (owner.tryLock()) {
                throw new StartRefusedException(strangers(living) + " (expected: the process of a running generation of this"
                    + " instance, folder " + folder + "; none runs)");
            }
            final OwnerRecord record = owner.record().orElseThrow(
                () -> new StartRefusedException("the generation that runs in " + folder + " has not said yet who it is"));
            requireGenerations(living, record.pid());
            if (!living.contains(record.pid())) {
                throw new StartRefusedException(strangers(living) + " (expected: pid " + record.pid() + " of generation "
                    + record.generation() + ", which is active)");
            }
            return Optional.of(record.sockets());
        } catch (final IOException | UncheckedIOException e) {
            throw new StartRefusedException("folder " + folder + ": " + e.getMessage(), e);
        }
    }

    /** A generation that has ended has given its journal up, but its process takes some moments more: it is as good as gone. */
    private void awaitLastMoments(final Collection<Long> pids) throws StartRefusedException {
        final long deadline = System.nanoTime() + LAST_MOMENTS_NANOS;
        while (System.nanoTime() < deadline && !journalPids().containsAll(living(pids))) {
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartRefusedException("the start was interrupted", e);
            }
        }
    }

    /** @throws StartRefusedException if a process lives that neither is {@code owner} nor has a journal here */
    void requireGenerations(final Collection<Long> pids, final long owner) throws StartRefusedException {
        final Set<Long> known = new HashSet<>(Set.of(owner));
        for (final long pid : living(pids)) {
            if (!known.contains(pid)) {
                known.addAll(journalPids());
            }
            if (!known.contains(pid)) {
                throw new StartRefusedException(strangers(List.of(pid)) + " is no generation of this instance (folder "
                    + folder + ")");
            }
        }
    }

    /** Reads the headers by handles of their own; this process holds no lock on those files, so that closing them costs none. */
    private Set<Long> journalPids() throws StartRefusedException {
        final Set<Long> pids = new HashSet<>();
        try {
            for (final int number : folder.journals()) {
                if (number != own) {
                    addPid(number, pids);
                }
            }
        } catch (final IOException e) {
            throw new StartRefusedException("folder " + folder + ": " + e.getMessage(), e);
        }
        return pids;
    }

    private void addPid(final int number, final Set<Long> pids) throws IOException {
        try {
            pids.add(JournalReader.pidOf(folder, number));
        } catch (final NoSuchFileException e) {
            return; // Its generation has ended in this moment.
        }
    }

    private static List<Long> living(final Collection<Long> pids) {
        final List<Long> living = new ArrayList<>();
        for (final long pid : pids) {
            if (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false) && !isZombie(pid)) {
                living.add(pid);
            }
        }
        return living;
    }

    /** A process that has died and that nobody has waited for yet: it has let go of everything but its number (proc(5)). */
    private static boolean isZombie(final long pid) {
        try {
            final String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            final int state = stat.lastIndexOf(')') + 2; // The name before it may hold anything.
            return state < stat.length() && (stat.charAt(state) == 'Z' || stat.charAt(state) == 'X');
        } catch (final IOException e) {
            return false; // Gone in this moment, or not to be seen: the lock will say.
        }
    }

    private static String strangers(final List<Long> pids) {
        final StringBuilder text = new StringBuilder();
        for (final long pid : pids) {
            text.append(text.length() == 0 ? "process " : ", ").append(pid).append(" (")
                .append(ProcessHandle.of(pid).flatMap(p -> p.info().command()).orElse("command unknown")).append(')');
        }
        return text.toString();
    }
}
