import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waiting that an early return of the system's does not cut short. Any thread. */
final class Pause {

    private Pause() {
    }

    /** Waits for so many milliseconds; none for 0 and less. */
    static void millis(final long millis) {
        until(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** Waits until {@link System#nanoTime} has reached this. */
    static void until(final long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
