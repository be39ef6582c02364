package io.usher.agent.desired;

import io.usher.agent.proxy.ProxyUnreachable;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Which generation is spoken to, and the lock that puts writes, adoption of others' changes and the change of generations into
 * one order: until a successor serves, its predecessor is, which passes everything on (HANDOVER, State).
 */
final class Spokesman {
    private static final Duration LONGEST_QUEUE = Duration.ofSeconds(5);
    /** A predecessor may end before its successor is spoken to; so long a question waits for that. */
    private static final Duration LONGEST_SWITCH = Duration.ofSeconds(3);

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition switched = lock.newCondition(); // a handover is over
    private final Supplier<String> whyNone;
    private volatile ActiveServers active; // written with the lock held, read by anybody
    private volatile boolean handover; // written with the lock held: a successor is being started
    /** Guarded by the lock: set by the agent since the handover began; an old value read there is old, and nobody's change. */
    private final Set<StoredOverride.Key> onTheirWay = new HashSet<>();

    /** @param whyNone why no generation serves, for people */
    Spokesman(final Supplier<String> whyNone) {
        this.whyNone = whyNone;
    }

    /** Null = none. */
    ActiveServers active() {
        return active;
    }

    /** With the lock held. */
    void active(final ActiveServers now) {
        active = now;
    }

    boolean inHandover() {
        return handover;
    }

    Set<StoredOverride.Key> onTheirWay() {
        return onTheirWay;
    }

    /** With the lock held: a value was set. */
    void set(final StoredOverride.Key key) {
        if (handover) {
            onTheirWay.add(key);
        }
    }

    void handover(final boolean begins) {
        lock.lock();
        try {
            handover = begins;
            onTheirWay.clear();
            switched.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Does what there is to do when another generation serves, with everything else held back; the handover is over then. */
    void change(final Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            handover = false;
            onTheirWay.clear();
            switched.signalAll();
            lock.unlock();
        }
    }

    /** Puts a question to the active generation; where that ends because its successor serves now, to the successor. */
    <T> T ask(final Function<ActiveServers, T> question) {
        final ActiveServers first = active;
        if (first == null) {
            throw none();
        }
        try {
            return question.apply(first);
        } catch (final ProxyUnreachable e) {
            if (succeeded(first)) {
                return question.apply(active);
            }
            throw first.generation().process().alive() ? e : none();
        }
    }

    /** The same for what changes something: one after the other. */
    <T> T tell(final Function<ActiveServers, T> change) {
        return ask(to -> locked(() -> {
            if (to != active) {
                throw new ProxyUnreachable(ProxyUnreachable.Kind.NO_GENERATION, to.generation() + " was just succeeded", null);
            }
            return change.apply(to);
        }));
    }

    /** @throws ProxyUnreachable if others have had the lock for too long */
    <T> T locked(final Supplier<T> action) {
        enter();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private boolean succeeded(final ActiveServers one) {
        enter();
        try {
            long left = LONGEST_SWITCH.toNanos();
            while (active == one && handover && left > 0) {
                left = switched.awaitNanos(left);
            }
            return active != one;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void enter() {
        try {
            if (lock.tryLock(LONGEST_QUEUE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ProxyUnreachable(ProxyUnreachable.Kind.TIME_LIMIT,
                "earlier changes still wait for the proxy after " + LONGEST_QUEUE.toSeconds() + " s", null);
    }

    private ProxyUnreachable none() {
        return new ProxyUnreachable(ProxyUnreachable.Kind.NO_GENERATION, "no generation serves: " + whyNone.get(), null);
    }
}
