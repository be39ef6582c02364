package io.usher.proxy.seat;

/** Signatures first; the bodies follow. */
public final class WaitQueue {
    public String name() { throw soon(); }
    public Object owner() { throw soon(); }
    /** Requests waiting; checks do not count. */
    public int length() { throw soon(); }
    /** Most requests that ever waited at once (HAProxy's qmax). */
    public int maxLength() { throw soon(); }
    public void clearMaxLength() { throw soon(); }
    /** HAProxy's srv_queue/backend_queue: requests served from this queue since it came, itself included; 0 if it never waited. */
    public long position(final Want w) { throw soon(); }
    /** Whether some served line may have a seat for a newcomer (O(1)): if not, enqueue without asking the servers one by one. */
    public boolean anyAvailable() { throw soon(); }
    private static UnsupportedOperationException soon() {
        return new UnsupportedOperationException();
    }
}
