package io.usher.agent.reload;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The reloads that are not over, in the order of asking, and who waits for their end. Its monitor guards them; it is held for
 * bookkeeping only, never while a proxy is asked or started. Any thread.
 *
 * <p>Of those that wait, one leads; the others are joined to it and share its fate once it has started. Where it is taken back
 * or expires, the next one leads.
 */
final class OpenReloads {
    private final ReloadWatcher watcher;
    private final Map<String, OpenReload> open = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<Reload>> ends = new LinkedHashMap<>();

    OpenReloads(final ReloadWatcher watcher) {
        this.watcher = watcher;
    }

    /** Takes one in, and writes it. */
    synchronized Reload begin(final OpenReload reload) {
        reload.save();
        return keep(reload);
    }

    /** Takes one in that is written already. */
    synchronized Reload keep(final OpenReload reload) {
        open.put(reload.now().id(), reload);
        watcher.changed(reload.now());
        return reload.now();
    }

    synchronized Optional<OpenReload> find(final String id) {
        return Optional.ofNullable(open.get(id));
    }

    synchronized Optional<Reload> look(final String id) {
        return find(id).map(OpenReload::now);
    }

    synchronized List<Reload> all() {
        return open.values().stream().map(OpenReload::now).toList();
    }

    /** The one that waits and leads. */
    synchronized Optional<OpenReload> leader() {
        return open.values().stream().filter(reload -> reload.now().waits()).findFirst();
    }

    synchronized Optional<Reload> underWay() {
        return open.values().stream().map(OpenReload::now).filter(Reload::underWay).findFirst();
    }

    /** Changes one, and tells whoever watches where its state is another one. */
    synchronized void change(final OpenReload reload, final Runnable change) {
        final ReloadState before = reload.now().state();
        change.run();
        if (reload.now().state() != before) {
            watcher.changed(reload.now());
        }
    }

    /** Those whose deadline has passed are over; true if any is. */
    synchronized boolean expire(final Instant now) {
        boolean any = false;
        for (final OpenReload reload : List.copyOf(open.values())) {
            final Optional<Instant> deadline = reload.now().deadline().filter(time -> !time.isAfter(now));
            if (deadline.isPresent() && reload.now().state().cancellable()) {
                takeBack(reload, ReloadState.EXPIRED, now, "its deadline " + deadline.get() + " passed before it could start");
                any = true;
            }
        }
        return any;
    }

    /** Scheduled ones whose time has come wait now: joined to one that waits already, or leading it where they need not wait. */
    synchronized void comeDue(final Instant now) {
        for (final OpenReload reload : List.copyOf(open.values())) {
            if (reload.now().state() == ReloadState.SCHEDULED && !reload.now().due().orElseThrow().isAfter(now)) {
                final Optional<OpenReload> first = leader();
                if (first.isPresent() && !reload.now().force()) {
                    final Optional<String> leads = Optional.of(first.get().now().id());
                    change(reload, () -> reload.change(r -> r.state(ReloadState.WAITING, "").joined(leads)));
                } else {
                    change(reload, () -> reload.change(r -> r.state(ReloadState.WAITING, "")));
                    first.ifPresent(other -> follow(other.now().id(), other, reload.now().id()));
                }
            }
        }
    }

    /** One that waited and those that followed it follow another. */
    private void follow(final String old, final OpenReload first, final String leader) {
        first.change(r -> r.joined(Optional.of(leader)));
        followers(old).forEach(other -> other.change(r -> r.joined(Optional.of(leader))));
    }

    /** One that has not started is over. */
    synchronized void takeBack(final OpenReload reload, final ReloadState how, final Instant now, final String why) {
        change(reload, () -> reload.change(r -> r.finished(how, now, why)));
        final List<OpenReload> followers = followers(reload.now().id());
        if (!followers.isEmpty()) {
            final OpenReload next = followers.get(0);
            next.change(r -> r.joined(Optional.empty()));
            follow(reload.now().id(), next);
        }
        forget(reload);
    }

    private void follow(final String old, final OpenReload leader) {
        followers(old).forEach(other -> other.change(r -> r.joined(Optional.of(leader.now().id()))));
    }

    /** One that was under way is over; those that followed it end as it did. */
    synchronized void over(final OpenReload reload, final Instant now) {
        final Reload end = reload.now();
        for (final OpenReload other : followers(end.id())) {
            change(other, () -> other.change(r -> r.finished(end.state(), now, "together with reload " + end.id() + ": "
                    + end.message()).to(end.to())));
            forget(other);
        }
        forget(reload);
    }

    private List<OpenReload> followers(final String id) {
        final List<OpenReload> followers = new ArrayList<>();
        for (final OpenReload other : open.values()) {
            if (other.now().joinedTo().filter(id::equals).isPresent()) {
                followers.add(other);
            }
        }
        return followers;
    }

    private void forget(final OpenReload reload) {
        open.remove(reload.now().id());
        Optional.ofNullable(ends.remove(reload.now().id())).ifPresent(end -> end.completeAsync(reload::now));
    }

    /** Completes once it is over, on some thread; empty if it is not open. */
    synchronized Optional<CompletableFuture<Reload>> end(final String id) {
        return Optional.ofNullable(open.get(id)).map(reload -> ends.computeIfAbsent(id, any -> new CompletableFuture<>()).copy());
    }
}
