import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Processes that end in another way than by their drain. Used by the thread of the run. */
final class Endings {

    /** From the moment when the new process serves to the blow: queries of a second are still in work. */
    private static final int DRAIN_MILLIS = 100;

    /** Until a process that has just been started is at work on its configuration: Java begins later. */
    private static final int JAVA_MILLIS = 150;
    private static final int STOPPED_MILLIS = 1500;

    private Endings() {
    }

    /** SIGKILL for the only process, and a new one. */
    static void killAndRestart(final Run run) throws Exception {
        run.processes.last().destroyForcibly().waitFor();
        run.processes.start();
    }

    /** SIGKILL for the only process, and a new one that cannot know what the servers are at work on. */
    static void killAndForget(final Run run) throws Exception {
        run.processes.last().destroyForcibly().waitFor();
        delete(run.configuration.journal());
        run.processes.start();
    }

    /** A reload, and SIGKILL for the old process, with queries still in work. */
    static void reloadAndKill(final Run run) throws IOException {
        final Process old = Reloads.awaited(run);
        Pause.millis(DRAIN_MILLIS);
        old.destroyForcibly();
    }

    /** A reload, and SIGTERM for the old process, with queries still in work. */
    static void reloadAndTerminate(final Run run) throws IOException {
        final Process old = Reloads.awaited(run);
        Pause.millis(DRAIN_MILLIS);
        old.destroy();
    }

    /** A reload, SIGTERM for the new process, with queries still in work at the old one, and a process in place of it. */
    static void reloadAndEndTheNew(final Run run) throws Exception {
        final Process old = Reloads.awaited(run);
        Pause.millis(DRAIN_MILLIS);
        final Process young = run.processes.last();
        young.destroy();
        young.waitFor();
        run.processes.start("-sf", String.valueOf(old.pid()));
    }

    /**
     * A reload whose new process is killed before it serves, or is stopped there (SIGSTOP) and killed later; a process in place
     * of it if nobody serves then.
     */
    static void endTheStarting(final Run run, final boolean stopped) throws Exception {
        final Process young = run.processes.startAfter(run.processes.last(), "-sf");
        Pause.millis(run.processes.usher ? JAVA_MILLIS : 1);
        if (stopped) {
            Processes.signal(young, "STOP");
            Pause.millis(STOPPED_MILLIS);
        }
        young.destroyForcibly().waitFor();
        if (!Processes.listens(run.port())) {
            run.processes.start();
        }
    }

    /**
     * A reload, SIGKILL for the new process, with queries still in work at the old one, and a process in place of it if needed.
     */
    static void reloadAndKillTheNew(final Run run) throws Exception {
        final Process old = Reloads.awaited(run);
        Pause.millis(DRAIN_MILLIS);
        run.processes.last().destroyForcibly().waitFor();
        if (!run.processes.usher) {
            run.processes.start("-sf", String.valueOf(old.pid())); // The old one accepts nobody any more.
        }
    }

    /** A reload, SIGKILL for both processes, with queries still in work at both, and a new one. */
    static void reloadAndKillBoth(final Run run) throws Exception {
        final Process old = Reloads.awaited(run);
        Pause.millis(DRAIN_MILLIS);
        final Process young = run.processes.last();
        old.destroyForcibly();
        young.destroyForcibly().waitFor();
        old.waitFor();
        run.processes.start();
    }

    /** A reload, SIGSTOP for the old process, with queries still in work, and SIGKILL later. */
    static void reloadAndStop(final Run run) throws Exception {
        final Process old = Reloads.awaited(run);
        Pause.millis(DRAIN_MILLIS);
        Processes.signal(old, "STOP");
        Pause.millis(STOPPED_MILLIS);
        old.destroyForcibly();
    }

    /** A reload, and a second SIGUSR1 for the old process. */
    static void reloadAndAskAgain(final Run run) throws Exception {
        final Process old = Reloads.awaited(run);
        Pause.millis(DRAIN_MILLIS);
        Processes.signal(old, "USR1");
    }

    /** Deletes a folder and what is in it; nothing where there is none. */
    static void delete(final Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (final Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
