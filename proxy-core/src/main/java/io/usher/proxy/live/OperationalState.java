package io.usher.proxy.live;

/** Whether a server works, as HAProxy numbers it in {@code show servers state} ({@code srv_op_state}). */
public enum OperationalState {
    /** Down. */
    STOPPED,
    /** Up and warming up; known for its number only: {@code slowstart} is not supported. */
    STARTING,
    /** Up. */
    RUNNING,
    /** Up and wants no new sessions ({@code NOLB}). */
    STOPPING;

    /** The number, 0 to 3. */
    public int code() {
        return ordinal();
    }
}
