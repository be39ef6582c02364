package io.usher.proxy.generation;

import java.util.List;

/** The right to be the active generation, as the state machines see it. Thread: {@code generation}. */
interface Ownership {

    /** Takes the lock if it is free; {@return whether this process holds it now}. */
    boolean tryLock();

    /** Gives the lock up. */
    void unlock();

    /** {@return whether this process holds the lock} */
    boolean held();

    /** Writes down who the owner is. */
    void announce(int generation, int last, List<String> sockets);
}
