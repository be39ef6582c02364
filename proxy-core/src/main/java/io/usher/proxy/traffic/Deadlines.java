package io.usher.proxy.traffic;

import io.netty.channel.EventLoop;
import io.usher.proxy.seat.NanoClock;
import java.util.Arrays;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The deadlines of one event loop, made for ones that are moved all the time and hardly ever reached: moving a deadline
 * later writes one field. A heap is ordered by when each was last <em>looked at</em>; one that is reached early is put
 * back with its real time. Belongs to one event loop.
 */
final class Deadlines {

    private static final int FIRST_CAPACITY = 64;

    private final NanoClock clock;
    private final EventLoop loop;
    private Deadline[] heap = new Deadline[FIRST_CAPACITY];
    private int size;
    private ScheduledFuture<?> wakeUp;
    private long wakeUpAt;

    /**
     * Makes an empty set.
     *
     * @param clock tells the time
     * @param loop  runs what is due; null in tests, which call {@link #expire()} themselves
     */
    Deadlines(final NanoClock clock, final EventLoop loop) {
        this.clock = clock;
        this.loop = loop;
    }

    /** The time now, in the unit of all deadlines. */
    long now() {
        return clock.nanoTime();
    }

    /** How many deadlines are being watched. */
    int size() {
        return size;
    }

    /** A deadline was set or moved earlier than it is watched for. */
    void watch(final Deadline deadline, final long at) {
        assert loop == null || loop.inEventLoop();
        deadline.watchedFor = at;
        if (deadline.place < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            deadline.place = size++;
        }
        heap[deadline.place] = deadline;
        siftUp(deadline.place);
        arm();
    }

    /** Runs everything that is due. */
    void expire() {
        wakeUp = null;
        final long now = clock.nanoTime();
        while (size > 0 && heap[0].watchedFor - now <= 0) {
            final Deadline due = heap[0];
            remove(due);
            if (!due.isSet()) {
                continue;
            }
            if (due.at() - now > 0) {
                watch(due, due.at());
            } else {
                due.fire();
            }
        }
        arm();
    }

    /** Forgets a deadline that will not be used again. */
    void remove(final Deadline deadline) {
        final int place = deadline.place;
        if (place < 0) {
            return;
        }
        deadline.place = -1;
        final Deadline last = heap[--size];
        heap[size] = null;
        if (last != deadline) {
            last.place = place;
            heap[place] = last;
            siftUp(place);
            siftDown(last.place);
        }
    }

    private void arm() {
        if (loop == null || size == 0) {
            return;
        }
        final long first = heap[0].watchedFor;
        if (wakeUp != null) {
            if (wakeUpAt - first <= 0) {
                return;
            }
            wakeUp.cancel(false);
        }
        wakeUpAt = first;
        wakeUp = loop.schedule(this::expire, Math.max(0, first - clock.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void siftUp(final int from) {
        final Deadline moving = heap[from];
        int place = from;
        while (place > 0) {
            final int parent = (place - 1) >>> 1;
            if (heap[parent].watchedFor - moving.watchedFor <= 0) {
                break;
            }
            put(place, heap[parent]);
            place = parent;
        }
        put(place, moving);
    }

    private void siftDown(final int from) {
        final Deadline moving = heap[from];
        int place = from;
        for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && heap[child + 1].watchedFor - heap[child].watchedFor < 0) {
                child++;
            }
            if (moving.watchedFor - heap[child].watchedFor <= 0) {
                break;
            }
            put(place, heap[child]);
            place = child;
        }
        put(place, moving);
    }

    private void put(final int place, final Deadline deadline) {
        heap[place] = deadline;
        deadline.place = place;
    }
}
