package io.usher.proxy.check;

/** One check under way, on a connection of its own or of somebody else's. On the check's loop. */
interface Round {

    /** The checks stop: no verdict any more; connection and seat end as always. */
    void giveUp();
}
