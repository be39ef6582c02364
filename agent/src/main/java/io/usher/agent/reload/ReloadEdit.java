package io.usher.agent.reload;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A reload that is about to differ in some of what can change after it was asked for. Used by one thread, at once. */
final class ReloadEdit {
    private final Reload old;
    private ReloadState state;
    private Optional<Instant> started;
    private Optional<Instant> finished;
    private Optional<Integer> from;
    private Optional<Integer> to;
    private Optional<String> hash;
    private List<FileChange> changes;
    private String message;
    private List<Blocking> blocking;
    private List<Blocking> cut;
    private Optional<String> joinedTo;

    ReloadEdit(final Reload old) {
        this.old = old;
        state = old.state();
        started = old.started();
        finished = old.finished();
        from = old.from();
        to = old.to();
        hash = old.configurationHash();
        changes = old.changes();
        message = old.message();
        blocking = old.blocking();
        cut = old.cut();
        joinedTo = old.joinedTo();
    }

    Reload made() {
        return new Reload(old.id(), state, old.when(), old.due(), old.deadline(), old.force(), old.reason(), old.by(),
                old.asked(), started, finished, from, to, hash, changes, message, blocking, cut, joinedTo);
    }

    ReloadEdit state(final ReloadState now, final String why) {
        state = now;
        message = why;
        return this;
    }

    ReloadEdit started(final Instant at, final Optional<Integer> predecessor) {
        started = Optional.of(at);
        from = predecessor;
        joinedTo = Optional.empty();
        return state(ReloadState.STARTING, "");
    }

    ReloadEdit finished(final ReloadState how, final Instant at, final String why) {
        finished = Optional.of(at);
        return state(how, why);
    }

    ReloadEdit to(final Optional<Integer> successor) {
        to = successor;
        return this;
    }

    ReloadEdit runs(final String configurationHash, final List<FileChange> differences) {
        hash = Optional.of(configurationHash);
        changes = differences;
        return this;
    }

    ReloadEdit blocking(final List<Blocking> now) {
        blocking = now;
        return this;
    }

    ReloadEdit message(final String text) {
        message = text;
        return this;
    }

    ReloadEdit cut(final List<Blocking> ended) {
        cut = ended;
        return this;
    }

    ReloadEdit joined(final Optional<String> leader) {
        joinedTo = leader;
        message = leader.map(id -> "shares the fate of reload " + id).orElse("");
        return this;
    }
}
