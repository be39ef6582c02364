package io.usher.agent.generation;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process of this machine: a child, or one that was found by its socket. Guarded against reuse of its pid by the JDK. */
final class OsProcess implements LaunchedProcess {
    private final ProcessHandle handle;
    private final Optional<Process> child;
    private final CompletableFuture<?> gone;

    private OsProcess(final ProcessHandle handle, final Optional<Process> child) {
        this.handle = handle;
        this.child = child;
        this.gone = child.<CompletableFuture<?>>map(Process::onExit).orElseGet(handle::onExit);
    }

    static OsProcess child(final Process process) {
        return new OsProcess(process.toHandle(), Optional.of(process));
    }

    /** A process that runs, not necessarily a child. */
    static Optional<LaunchedProcess> found(final long pid) {
        return pid <= 0 || pid == ProcessHandle.current().pid() ? Optional.empty()
                : ProcessHandle.of(pid).map(handle -> new OsProcess(handle, Optional.empty()));
    }

    @Override
    public long pid() {
        return handle.pid();
    }

    @Override
    public boolean alive() {
        return handle.isAlive();
    }

    @Override
    public OptionalInt exitCode() {
        return child.isPresent() && !child.get().isAlive() ? OptionalInt.of(child.get().exitValue()) : OptionalInt.empty();
    }

    @Override
    public void terminate() {
        handle.destroy();
    }

    @Override
    public void kill() {
        handle.destroyForcibly();
    }

    @Override
    public boolean waitFor(final Duration atMost) {
        try {
            gone.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (final TimeoutException e) {
            return !alive();
        } catch (final ExecutionException e) {
            return !alive();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return !alive();
        }
    }

    @Override
    public void whenGone(final Runnable task) {
        gone.whenComplete((ended, failure) -> task.run());
    }
}
