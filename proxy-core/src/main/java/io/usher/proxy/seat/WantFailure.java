package io.usher.proxy.seat;

/** Why a want ends without a seat. */
public enum WantFailure {
    /** No usable server is left that could serve it. */
    NO_SERVER_LEFT,
    /** This generation is finishing and its successor lives, but the stream to it is lost: nobody can grant a seat. */
    SUCCESSOR_LOST,
    /** The take could not be written to the journal, and an unwritten take could be sold twice after a crash. */
    JOURNAL_FULL,
    /** A check of a generation that has handed over: its successor checks now. */
    CHECKS_HANDED_OVER
}
