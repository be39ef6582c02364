package io.usher.agent.desired;

import io.usher.agent.proxy.ServerRow;
import io.usher.agent.proxy.ServerTable;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Refusal;
import io.usher.agent.request.Requester;
import io.usher.agent.request.Unavailable;
import io.usher.agent.store.AuditLog;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Sets values of servers, one or several, and remembers them. Any thread; {@link Spokesman} puts them into an order. */
final class ServerChanges {
    private static final int READ_BACK_TRIES = 200;
    private static final Duration READ_BACK_PAUSE = Duration.ofMillis(10);

    private final Spokesman proxy;
    private final OverrideTable overrides;
    private final ServerViews views;
    private final StaticBalance balance;
    private final AuditLog audit;
    private final InstantSource clock;

    ServerChanges(final Spokesman proxy, final OverrideTable overrides, final ServerViews views, final StaticBalance balance,
                  final AuditLog audit, final InstantSource clock) {
        this.proxy = proxy;
        this.overrides = overrides;
        this.views = views;
        this.balance = balance;
        this.audit = audit;
        this.clock = clock;
    }

    // ---- one

    ServerView one(final String backend, final String server, final ServerPatch patch, final Requester by) {
        final List<PatchedField> fields = PatchedField.of(patch);
        return proxy.tell(to -> one(to, to.find(backend, server), fields, by));
    }

    private ServerView one(final ActiveServers to, final ServerRow row, final List<PatchedField> fields, final Requester by) {
        requireStaying(to, row);
        fields.forEach(field -> field.at(to, row));
        if (fields.size() > 1) { // of one there is nothing that would be set before the proxy refuses it
            balance.requireSettable(to, row, fields);
        }
        final Map<StoredOverride.Key, Optional<StoredOverride>> before = new LinkedHashMap<>();
        try {
            for (final PatchedField field : fields) {
                final StoredOverride.Key key = new StoredOverride.Key(row.backend(), row.name(), field.field());
                before.put(key, overrides.find(key));
                apply(to, row, field, by);
            }
            return views.view(to, readBack(to, row, before.keySet()));
        } catch (final Unavailable e) {
            forget(before, e);
            throw e;
        }
    }

    ServerView previewOne(final String backend, final String server, final ServerPatch patch, final Requester by) {
        final List<PatchedField> fields = PatchedField.of(patch);
        return proxy.ask(to -> preview(to, to.find(backend, server), fields, by));
    }

    private ServerView preview(final ActiveServers to, final ServerRow row, final List<PatchedField> fields,
                               final Requester by) {
        requireStaying(to, row);
        balance.requireSettable(to, row, fields);
        final Map<ServerField, ServerViews.Would> would = new EnumMap<>(ServerField.class);
        for (final PatchedField field : fields) {
            final PatchedField.Value value = field.at(to, row);
            would.put(field.field(), new ServerViews.Would(value.text(),
                    value.override() ? Optional.of(override(to, row, field, value, by)) : Optional.empty()));
        }
        return views.view(to, row, would);
    }

    /** What is to go is left alone. */
    private void requireStaying(final ActiveServers to, final ServerRow row) {
        if (views.view(to, row).status().equals(ServerViews.REMOVING)) {
            throw new Conflict(row.backend() + "/" + row.name() + " is being removed (expected: a server that stays)");
        }
    }

    // ---- several

    List<ServerView> several(final String backend, final List<NamedPatch> patches, final Requester by) {
        final List<PatchedServer> servers = PatchedServer.of(patches);
        final AtomicReference<BulkRefusal> partly = new AtomicReference<>(); // by this thread only
        try {
            return proxy.tell(to -> {
                partly.set(null);
                try {
                    return several(to, backend, servers, by);
                } catch (final BulkRefusal e) {
                    partly.set(e);
                    throw e.reason(); // where the proxy is gone, its successor may be asked
                }
            });
        } catch (final Refusal e) {
            throw partly.get() == null ? e : partly.get();
        }
    }

    private List<ServerView> several(final ActiveServers to, final String backend, final List<PatchedServer> servers,
                                     final Requester by) {
        final Map<String, ServerRow> before = checked(to, backend, servers);
        final Undo undo = new Undo(to.generation().client(), overrides);
        String current = "";
        try {
            for (final PatchedServer server : servers) {
                current = server.name();
                apply(to, before.get(current), server.fields(), undo, by);
            }
            return readBack(to, backend, servers);
        } catch (final Refusal e) {
            final BulkRefusal.Undone undone = undo.run();
            audit.write(by, "server", backend + "/" + current, "failed; undone: " + undone.undone() + ", left: " + undone.left());
            throw new BulkRefusal(current, e, undone);
        }
    }

    private Map<String, ServerRow> checked(final ActiveServers to, final String backend, final List<PatchedServer> servers) {
        final ServerTable table = to.read();
        final Map<String, ServerRow> rows = new LinkedHashMap<>();
        for (final PatchedServer server : servers) {
            final ServerRow row = ActiveServers.find(table, backend, server.name());
            requireStaying(to, row);
            server.fields().forEach(field -> field.at(to, row));
            rows.put(server.name(), row);
        }
        return rows;
    }

    private void apply(final ActiveServers to, final ServerRow row, final List<PatchedField> fields, final Undo undo,
                       final Requester by) {
        for (final PatchedField field : fields) {
            undo.remember(row, field.field());
            try {
                apply(to, row, field, by);
            } catch (final Conflict e) {
                undo.forgetLatest(); // what the proxy refused it did not set
                throw e;
            }
        }
    }

    List<ServerView> previewSeveral(final String backend, final List<NamedPatch> patches, final Requester by) {
        final List<PatchedServer> servers = PatchedServer.of(patches);
        return proxy.ask(to -> {
            final Map<String, ServerRow> rows = checked(to, backend, servers);
            return servers.stream().map(server -> preview(to, rows.get(server.name()), server.fields(), by)).toList();
        });
    }

    // ---- each

    private void apply(final ActiveServers to, final ServerRow row, final PatchedField patched, final Requester by) {
        final ServerField field = patched.field();
        final StoredOverride.Key key = new StoredOverride.Key(row.backend(), row.name(), field);
        final PatchedField.Value value = patched.at(to, row);
        final String refusal = field.set(to.generation().client(), row.backend(), row.name(), value.text());
        if (!refusal.isEmpty()) {
            throw PatchedField.refused(key, value.text(), refusal);
        }
        proxy.set(key);
        if (value.override()) {
            overrides.put(override(to, row, patched, value, by));
        } else {
            overrides.remove(key);
        }
        audit.write(by, "server", row.backend() + "/" + row.name(),
                field.word() + (value.override() ? " " + value.text() : " as configured (" + value.text() + ")"));
    }

    private StoredOverride override(final ActiveServers to, final ServerRow row, final PatchedField patched,
                                    final PatchedField.Value value, final Requester by) {
        return new StoredOverride(new StoredOverride.Key(row.backend(), row.name(), patched.field()), value.text(),
                to.configured(patched.field(), row), clock.instant(), by.name());
    }

    /** Whoever asked is told that nothing is remembered, so nothing is. */
    private void forget(final Map<StoredOverride.Key, Optional<StoredOverride>> before, final Unavailable why) {
        try {
            before.forEach((key, old) -> old.ifPresentOrElse(overrides::put, () -> overrides.remove(key)));
        } catch (final Unavailable e) {
            why.addSuppressed(e);
        }
    }

    // ---- and what the proxy says then

    private List<ServerView> readBack(final ActiveServers to, final String backend, final List<PatchedServer> servers) {
        final ServerTable after = to.read();
        return servers.stream().map(server -> {
            final ServerRow row = ActiveServers.find(after, backend, server.name());
            return views.view(to, proxy.inHandover() ? readBack(to, row, server.keys(backend)) : row);
        }).toList();
    }

    /** During a handover a value that was taken goes by way of the successor before it shows. */
    private ServerRow readBack(final ActiveServers to, final ServerRow was, final Set<StoredOverride.Key> set) {
        ServerRow row = to.find(was.backend(), was.name());
        for (int i = 0; i < READ_BACK_TRIES && proxy.inHandover() && !asSet(row, set); i++) {
            LockSupport.parkNanos(READ_BACK_PAUSE.toNanos());
            row = to.find(was.backend(), was.name());
        }
        return row;
    }

    private boolean asSet(final ServerRow row, final Set<StoredOverride.Key> set) {
        return set.stream().allMatch(key -> overrides.find(key).map(StoredOverride::value)
                .filter(value -> !value.equals(key.field().actual(row))).isEmpty());
    }
}
