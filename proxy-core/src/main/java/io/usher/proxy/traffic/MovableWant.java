package io.usher.proxy.traffic;

/** A want of a client that may move to the successor while it waits. */
public interface MovableWant {

    /** The client's departure, with this want; null = it cannot move. Instance lock held. */
    Departure departure();
}
