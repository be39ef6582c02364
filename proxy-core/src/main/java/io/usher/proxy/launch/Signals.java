package io.usher.proxy.launch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import sun.misc.Signal;

/**
 * What the process does on signals (HAProxy management manual, 4). Handlers run on a thread of the JVM's; they only pass
 * the request on. A second signal of a kind is the same as the first.
 */
final class Signals {
    /** How long an orderly stop may take before the process ends anyway, ms. */
    private static final long PATIENCE_MILLIS = 3_000;

    /** What to do by signal name; written by the main thread, read by signal threads. */
    private static final Map<String, Runnable> ACTIONS = new ConcurrentHashMap<>();

    private Signals() {
    }

    /** Sets what happens on a signal, for instance "USR1". */
    static void on(final String name, final Runnable action) {
        if (ACTIONS.put(name, action) == null) {
            Signal.handle(new Signal(name), signal -> ACTIONS.get(signal.getName()).run());
        }
    }

    /** An action that ends the process; if it has not after some seconds, the process is halted all the same. */
    static Runnable ending(final Runnable stop) {
        return () -> {
            final Thread watch = new Thread(Signals::haltLate, "stop-watch");
            watch.setDaemon(true);
            watch.start();
            stop.run();
        };
    }

    private static void haltLate() {
        try {
            Thread.sleep(PATIENCE_MILLIS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(0);
    }
}
