import java.io.IOException;

/** New processes in place of old ones, in every way that both programs know. Used by the thread of the run. */
final class Reloads {

    private Reloads() {
    }

    /** A reload with {@code -sf}; does not wait for it. */
    static void reload(final Run run) throws IOException {
        run.processes.startAfter(run.processes.last(), "-sf");
    }

    /** A reload with {@code -st}: the old process ends at once. */
    static void terminating(final Run run) throws IOException {
        run.processes.startAfter(run.processes.last(), "-st");
    }

    /** A reload, and when the new process serves, the old one. */
    static Process awaited(final Run run) throws IOException {
        final Process old = run.processes.last();
        run.processes.awaitSuccessor(old, run.processes.startAfter(old, "-sf"));
        return old;
    }

    /** One of so many reloads, each begun as soon as the last one's process serves. */
    static void inARow(final Run run, final int tick, final int number) throws IOException {
        if (tick <= number) {
            awaited(run);
        }
    }

    /** A reload with the event's other configuration. */
    static void changed(final Run run) throws IOException {
        run.change();
        awaited(run);
    }

    /** Two reloads begun at the same time, of the same process. */
    static void twoAtOnce(final Run run) throws IOException {
        final Process old = run.processes.last();
        run.processes.startAfter(old, "-sf");
        run.processes.startAfter(old, "-sf");
    }
}
