package io.usher.proxy.seat;

/** Ways to break the seat rules or the handover, each of which the simulation must find. */
enum SimMutant {
    /** A seat is free when the client leaves. */
    RELEASE_ON_ABORT,
    /** A seat is free when its connection is asked to close. */
    RELEASE_BEFORE_FIN,
    /** Two lines with one address count apart. */
    COUNT_PER_LINE,
    /** The successor serves its own arrivals as if they had come first. */
    NEW_QUEUE_FIRST,
    /** The successor does not wait for QUEUE-END. */
    QUEUE_END_AT_ONCE,
    /** The ledger does not pass at COMMIT. */
    LEDGER_FORGETS,
    /** The predecessor takes over without reading the dead successor's journal. */
    NAIVE_TAKEBACK,
    /** The predecessor, which has got the lock, does not read the journal of a successor that has not quite died. */
    DYING_LIVES,
    /** Nothing is written down. */
    NO_JOURNAL,
    /** A dead generation's journal is deleted before it is copied. */
    DELETE_JOURNAL,
    /** A closed stream counts as death. */
    EOF_IS_DEATH,
    /** A time limit in COMMITTING rolls back without asking the lock. */
    TIMER_ROLLBACK,
    /** EOF is acted on while messages are unread. */
    AUTOCLOSE,
    /** Idle connections are left out of the list at COMMIT. */
    IDLE_FORGOTTEN,
    /** A grant for a request that is gone is not released. */
    GRANT_SWALLOWED
}
