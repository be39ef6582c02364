package io.usher.agent.reload;

import java.util.function.Consumer;

/** A reload that may still change; each change is a new {@link Reload}, saved at once. Guarded by {@link OpenReloads}. */
final class OpenReload {
    private final ReloadHistory history;
    private ReloadTraces traces;
    private Reload now;

    OpenReload(final ReloadHistory history, final Reload reload, final ReloadTraces traces) {
        this.history = history;
        this.now = reload;
        this.traces = traces;
    }

    Reload now() {
        return now;
    }

    ReloadTraces traces() {
        return traces;
    }

    /** Saves it as it is. */
    OpenReload save() {
        history.save(now, traces);
        return this;
    }

    void change(final Consumer<ReloadEdit> change) {
        change(change, traces);
    }

    void change(final Consumer<ReloadEdit> change, final ReloadTraces newTraces) {
        final ReloadEdit edit = new ReloadEdit(now);
        change.accept(edit);
        now = edit.made();
        traces = newTraces;
        save();
    }
}
