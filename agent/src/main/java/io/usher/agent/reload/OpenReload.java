package io.usher.agent.reload;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A reload that is not over; each change is a new {@link Reload}, saved at once. Guarded by the lock of {@link Reloads}. */
final class OpenReload {
    private final ReloadHistory history;
    private Reload now;

    OpenReload(final ReloadHistory history, final Reload reload) {
        this.history = history;
        this.now = reload;
    }

    Reload now() {
        return now;
    }

    /** Saves it for the first time. */
    OpenReload begin() {
        history.save(now, 0);
        return this;
    }

    void state(final ReloadState state, final String message) {
        change(state, now.started(), now.finished(), now.from(), now.to(), now.configurationHash(), message, 0);
    }

    void started(final Instant at, final Optional<Integer> from) {
        change(ReloadState.STARTING, Optional.of(at), now.finished(), from, now.to(), now.configurationHash(), "", 0);
    }

    void runs(final String hash) {
        change(now.state(), now.started(), now.finished(), now.from(), now.to(), Optional.of(hash), now.message(), 0);
    }

    void finished(final ReloadState state, final Instant at, final Optional<Integer> to, final String message,
                  final long toGeneration) {
        change(state, now.started(), Optional.of(at), now.from(), to, now.configurationHash(), message, toGeneration);
    }

    void cut(final List<Blocking> cut) {
        now = new Reload(now.id(), now.state(), now.when(), now.due(), now.force(), now.reason(), now.by(), now.asked(),
                now.started(), now.finished(), now.from(), now.to(), now.configurationHash(), now.message(), List.of(), cut,
                now.joinedTo());
        history.save(now, 0);
    }

    void join(final String other) {
        now = new Reload(now.id(), ReloadState.WAITING, now.when(), now.due(), now.force(), now.reason(), now.by(),
                now.asked(), now.started(), now.finished(), now.from(), now.to(), now.configurationHash(),
                "shares the fate of reload " + other, now.blocking(), now.cut(), Optional.of(other));
        history.save(now, 0);
    }

    /** As it is now, for whoever looks: with what it waits for. */
    Reload waitingFor(final List<Blocking> blocking, final Optional<String> notNow) {
        return new Reload(now.id(), now.state(), now.when(), now.due(), now.force(), now.reason(), now.by(), now.asked(),
                now.started(), now.finished(), now.from(), now.to(), now.configurationHash(),
                blocking.isEmpty() ? notNow.orElse(now.message()) : "waits for generation " + blocking.get(0).generation() + ": "
                        + blocking.get(0).message() + notNow.map(reason -> "; " + reason).orElse(""), blocking, now.cut(),
                now.joinedTo());
    }

    private void change(final ReloadState state, final Optional<Instant> started, final Optional<Instant> finished,
                        final Optional<Integer> from, final Optional<Integer> to, final Optional<String> hash,
                        final String message, final long toGeneration) {
        now = new Reload(now.id(), state, now.when(), now.due(), now.force(), now.reason(), now.by(), now.asked(), started,
                finished, from, to, hash, message, now.blocking(), now.cut(), now.joinedTo());
        history.save(now, toGeneration);
    }
}
