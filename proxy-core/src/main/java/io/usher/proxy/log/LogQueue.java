package io.usher.proxy.log;

import io.usher.proxy.config.LogTarget.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Hands lines from any thread to the log thread without ever waiting. While lines keep coming, the log thread looks by
 * itself every millisecond instead of being woken for each: waking costs a caller a system call.
 */
final class LogQueue {

    private static final int BATCH = 256;
    private static final long NAP_NANOS = 1_000_000;

    /** A line without header, and where it goes. */
    record Entry(List<LogOutlet> outlets, Severity severity, byte[] text) {
    }

    private final ArrayBlockingQueue<Entry> entries;
    private final LongAdder dropped = new LongAdder();
    private final List<Entry> batch = new ArrayList<>(BATCH);
    /** Written by the log thread, read by all others: whether it must be woken. */
    private volatile boolean asleep;
    /** Written once by the log thread before it takes its first line. */
    private volatile Thread consumer;

    LogQueue(final int capacity) {
        entries = new ArrayBlockingQueue<>(capacity);
    }

    /** Any thread. */
    void offer(final Entry entry) {
        if (!entries.offer(entry)) {
            dropped.increment();
        } else if (asleep) {
            asleep = false;
            LockSupport.unpark(consumer);
        }
    }

    /** Any thread: counts lines that were lost later on. */
    void countDropped() {
        dropped.increment();
    }

    /** Any thread: lines lost since the start. */
    long dropped() {
        return dropped.sum();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Log thread only: names itself as the one to wake. */
    void consumedBy(final Thread thread) {
        consumer = thread;
    }

    /** Log thread only: what is there, at most 256 lines; the list is used again. */
    List<Entry> take() {
        batch.clear();
        entries.drainTo(batch, BATCH);
        return batch;
    }

    /** Log thread only: a rest during which nobody needs to wake it. */
    void nap() {
        LockSupport.parkNanos(this, NAP_NANOS);
    }

    /** Log thread only: sleeps until a line comes, or {@link #wake} is called, or for that long. */
    void sleep(final long nanos) {
        asleep = true;
        if (entries.isEmpty()) {
            LockSupport.parkNanos(this, nanos);
        }
        asleep = false;
    }

    /** Any thread. */
    void wake() {
        LockSupport.unpark(consumer);
    }
}
