package io.usher.proxy.live;

import java.util.function.LongConsumer;

/**
 * What traffic tells a server's health checks: when an answer last came, and whether a connection ended abnormally since.
 * Written by all event loops without a lock, read by the check's loop; a lost update between two loops costs nothing, since
 * either of two almost simultaneous answers says the same.
 */
public final class TrafficNotes {

    private static final int FIRST_FAILING_STATUS = 500;

    /** When the last answer below 500 came, instance clock; means nothing until {@link #answered}. */
    private volatile long lastSuccessNanos;
    private volatile boolean answered;
    private volatile int lastStatus;
    /** Counts abnormal ends, not exactly. */
    private volatile int failures;
    /** Set by the check's loop; null = nobody listens. */
    private volatile Runnable failureListener;
    /** Likewise. */
    private volatile LongConsumer silenceListener;

    void succeeded(final int status, final long nowNanos) {
        if (status < FIRST_FAILING_STATUS) {
            lastSuccessNanos = nowNanos;
            if (lastStatus != status) {
                lastStatus = status;
            }
            if (!answered) {
                answered = true;
            }
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void failed() {
        failures++;
        final Runnable listener = failureListener;
        if (listener != null) {
            listener.run();
        }
    }

    void silent(final long nanos) {
        final LongConsumer listener = silenceListener;
        if (listener != null) {
            listener.accept(nanos);
        }
    }

    /** The status of the last answer below 500; 0 = none, or not HTTP. */
    public int lastStatus() {
        return lastStatus;
    }

    /** Who hears of abnormal ends, from any event loop and without a lock; it may only post. Null = nobody. */
    public void onFailure(final Runnable listener) {
        failureListener = listener;
    }

    /**
     * Who hears of connections that ended since nothing came from the server's host, and for how many ns it had not; as
     * {@link #onFailure}, whom that is told too.
     */
    public void onSilence(final LongConsumer listener) {
        silenceListener = listener;
    }

    /** Whether an answer below 500 came at or after that moment. */
    public boolean succeededSince(final long nanos) {
        return answered && lastSuccessNanos - nanos >= 0;
    }

    /** A number that changes with every abnormal end. */
    public int failures() {
        return failures;
    }
}
