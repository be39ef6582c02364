package io.usher.proxy.generation;

import io.usher.proxy.seat.HoldBound;
import io.usher.proxy.seat.Ledger;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What the two roles of a generation work on. The roles run on the thread {@code generation}.
 *
 * @param number   this generation's number
 * @param owner    the lock that makes active
 * @param journal  this generation's journal
 * @param journals those of others
 * @param ledger   the seats; guarded by {@code lock}
 * @param lock     the instance lock
 * @param bound    how long seats of the dead are held
 * @param serving  the serving parts of the process
 * @param timers   the thread {@code generation}
 * @param sockets  paths of the stats sockets, as the owner announces them
 * @param folder   path of the instance's folder
 * @param hardStop ms a finishing generation may take; 0 = no limit
 * @param standby  ms a drained predecessor stays ready to serve again; 0 = it ends at once
 * @param log      where to tell
 */
record Parts(int number, Ownership owner, OwnJournal journal, Journals journals, Ledger ledger, ReentrantLock lock,
             HoldBound bound, Serving serving, Timers timers, List<String> sockets, String folder, int hardStop,
             int standby, HandoverLog log) {

    /** Says who the owner is. A text that cannot be written costs a name in somebody's message, and not the handover. */
    void announce(final int generation, final int last) {
        try {
            owner.announce(generation, last, sockets);
        } catch (final UncheckedIOException e) {
            log.warning(e.getMessage() + ": who runs here cannot be seen by others");
        }
    }

    /** {@return why another process does not find this generation's files; empty = it does} */
    Optional<String> astray() {
        return owner.astray().or(journal::astray);
    }

    /** Runs with the instance lock held. */
    void locked(final Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** Runs with the instance lock held. */
    <T> T underLock(final Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
