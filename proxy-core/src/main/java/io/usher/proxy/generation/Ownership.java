package io.usher.proxy.generation;

import java.util.List;
import java.util.Optional;

/** The right to be the active generation, as the state machines see it. Thread: {@code generation}. */
interface Ownership {

    /** Takes the lock if it is free; {@return whether this process holds it now}. */
    boolean tryLock();

    /** Gives the lock up. */
    void unlock();

    /** {@return whether this process holds the lock} */
    boolean held();

    /** {@return why the lock keeps nobody away any more, since others lock another file; empty = it does} */
    default Optional<String> astray() {
        return Optional.empty(); // Where files cannot be removed from under a process.
    }

    /** Writes down who the owner is. */
    void announce(int generation, int last, List<String> sockets);
}
