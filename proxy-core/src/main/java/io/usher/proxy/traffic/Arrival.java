package io.usher.proxy.traffic;

/** A client that has come from the predecessor, checked but not touched. Thread {@code generation}. */
public interface Arrival {

    /** The predecessor's copy is void: the client lives here from now on, a queued one with its place in the queue. */
    void enter();
}
