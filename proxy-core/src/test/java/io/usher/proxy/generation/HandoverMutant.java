package io.usher.proxy.generation;

/**
 * Ways to break the handover of living code from outside, in what the kernel, the network or the traffic does to it: each breaks
 * a promise, and {@link HandoverSimulation} must find it.
 */
enum HandoverMutant {
    /** A predecessor that waits too long for ACTIVE goes on without asking the lock. */
    TIMER_ROLLBACK,
    /** Who takes the ledger back does not read the dead successor's journal. */
    NAIVE_TAKEBACK,
    /** A predecessor that finds the lock free before ACTIVE goes on without taking it. */
    ROLLBACK_BLIND,
    /** A drained predecessor whose stream has ended serves again without asking the lock. */
    STANDBY_BLIND,
    /** A predecessor that has resumed leaves in its journal to whom it was handing over. */
    NO_VOID,
    /** Requests that stay with the predecessor are not asked for. */
    NO_WANT,
    /** The successor touches a client before its ACK is written. */
    TOUCH_BEFORE_ACK,
    /** A client's descriptor is sent while its loop still reads it. */
    IDLE_STILL_READ,
    /** EOF is acted on while messages are unread. */
    AUTOCLOSE,
    /** Nothing is written down. */
    NO_JOURNAL,
    /** The ledger does not pass at COMMIT. */
    LEDGER_FORGETS,
    /** A closed stream counts as death. */
    EOF_IS_DEATH,
    /** A dead generation's journal is deleted before it is copied. */
    DELETE_JOURNAL,
    /** The successor serves its own arrivals as if they had come first. */
    NEW_FIRST,
    /** A seat is free when the client leaves. */
    RELEASE_ON_ABORT,
    /** A seat is free when its connection is asked to close. */
    RELEASE_BEFORE_FIN,
    /** Two lines with one address count apart. */
    COUNT_PER_LINE,
    /** The successor does not wait for QUEUE-END. */
    QUEUE_END_AT_ONCE,
    /** RELEASE of a seat that nobody came to use is not said. */
    RELEASE_SWALLOWED,
    /** Seats held for the generation before the predecessor do not pass. */
    THIRD_GENERATION_FORGOTTEN,
    /** A generation that awaits its own predecessor accepts a successor all the same. */
    GATE_LEFT_OPEN,
    /** A process that does not answer for a while (SIGSTOP) counts as dead. */
    STOPPED_IS_DEAD,
    /** Two processes that start at once both find the lock free. */
    OWNER_RACE,
    /** Who finds the lock free does not look for living journals. */
    LIVING_IGNORED,
    /** A process that has lost the lock, and not yet its journal's, counts as dead and as one that had nothing. */
    DYING_LIVES,
    /** Seats of the dead are held no longer than it takes to find out. */
    HOLDS_END_AT_ONCE,
    /** A seat's word reaches the journal only after its request. */
    JOURNAL_LATE,
    /** A process that ends deletes its journal, whatever stands in it. */
    EXIT_DELETES,
    /** Limits of addresses that the successor does not name do not pass. */
    LIMITS_FORGOTTEN,
    /** A process that ends on purpose does not say so. */
    BYE_UNSAID,
    /** Who hands back does not say which seats it has taken itself. */
    BACK_WITHOUT_SEATS,
    /** Who was handed back to does not ask the lock. */
    BACK_BLIND,
    /** Who hands back, and hears nothing for long, goes on without asking the lock. */
    BACK_TIMER,
    /** Who was handed back to serves its own queue before it knows the other's. */
    BACK_QUEUE_AT_ONCE
}
