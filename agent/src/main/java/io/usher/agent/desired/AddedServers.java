package io.usher.agent.desired;

import io.usher.agent.event.EventSink;
import io.usher.agent.event.EventType;
import io.usher.agent.proxy.Deletion;
import io.usher.agent.proxy.ProxyClient;
import io.usher.agent.proxy.ProxyUnreachable;
import io.usher.agent.proxy.ServerRow;
import io.usher.agent.proxy.ServerTable;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Refusal;
import io.usher.agent.request.Requester;
import io.usher.agent.request.Unavailable;
import io.usher.agent.store.AuditLog;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Servers that come and go at runtime. One that was added is added again to each generation whose configuration does not name
 * it; one that is removed goes as soon as nothing is at it any more. Any thread; {@link Spokesman} puts writes into an order.
 */
final class AddedServers {
    private static final Logger LOG = LoggerFactory.getLogger(AddedServers.class);

    private final Spokesman proxy;
    private final AddedServerTable table;
    private final OverrideTable overrides;
    private final ServerViews views;
    private final StaticBalance balance;
    private final AuditLog audit;
    private final EventSink events;
    private final InstantSource clock;

    AddedServers(final Spokesman proxy, final AddedServerTable table, final OverrideTable overrides, final ServerViews views,
                 final StaticBalance balance, final AuditLog audit, final EventSink events, final InstantSource clock) {
        this.proxy = proxy;
        this.table = table;
        this.overrides = overrides;
        this.views = views;
        this.balance = balance;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    // ---- coming

    ServerView add(final String backend, final NewServer wanted, final Requester by) {
        return proxy.tell(to -> {
            requireNew(to, backend, wanted);
            final AddedServer added = added(backend, wanted, by);
            addWrittenDown(to, added);
            audit.write(by, "server", added.key().toString(), "added: " + added.words() + ", " + added.state().json());
            return views.view(to, to.find(backend, wanted.name()));
        });
    }

    /** Written down first: a server that only the proxy knew of would be gone with it, had this agent died in between. */
    private void addWrittenDown(final ActiveServers to, final AddedServer added) {
        try {
            table.put(added);
            final String refusal = add(to.generation().client(), added);
            if (!refusal.isEmpty()) {
                throw refused("adding " + added.key(), refusal);
            }
        } catch (final Refusal e) {
            forget(added, e);
            throw e;
        }
    }

    private AddedServer added(final String backend, final NewServer wanted, final Requester by) {
        return new AddedServer(new AddedServer.Key(backend, wanted.name()), wanted.words(), wanted.state(), false,
                clock.instant(), by.name());
    }

    private void requireNew(final ActiveServers to, final String backend, final NewServer wanted) {
        final ServerTable there = to.read();
        ActiveServers.requireBackend(there, backend);
        if (there.servers().stream().anyMatch(row -> row.backend().equals(backend) && row.name().equals(wanted.name()))) {
            throw new Conflict("backend '" + backend + "' has a server '" + wanted.name() + "'"
                    + (table.isRemoving(backend, wanted.name()) ? ", which is being removed" : "") + " (expected: another name)");
        }
    }

    /** The server as it would be. */
    ServerView previewAdd(final String backend, final NewServer wanted, final Requester by) {
        return proxy.ask(to -> {
            requireNew(to, backend, wanted);
            final AddedServer added = added(backend, wanted, by);
            if (balance.rules(to, backend)) {
                throw refused("adding " + added.key(), "Backend must use a dynamic load balancing to support dynamic servers.");
            }
            final boolean ready = wanted.state() == ServerState.READY;
            return views.view(new ActiveServers(to.generation(), to.configured(), name -> added.asConfigured()),
                    new ServerRow(backend, wanted.name(), new Endpoint(wanted.address(), wanted.port()).toString(), ready ? 0 : 1,
                            wanted.weight(), wanted.weight(), wanted.maxconn(),
                            !ready ? "MAINT" : wanted.check().isPresent() ? "UP" : "no check", "", 0, 0, 0));
        });
    }

    /** Empty if done, else what was refused; then nothing of it is left. */
    private static String add(final ProxyClient client, final AddedServer added) {
        final String backend = added.key().backend();
        final String server = added.key().server();
        String refusal = client.addServer(backend, server, added.words());
        if (!refusal.isEmpty()) {
            return refusal;
        }
        if (added.checked()) {
            refusal = client.enableHealth(backend, server);
        }
        if (refusal.isEmpty() && added.state() == ServerState.READY) {
            refusal = client.setState(backend, server, added.state().json());
        }
        if (!refusal.isEmpty()) {
            client.setState(backend, server, ServerState.MAINT.json());
            client.deleteServer(backend, server);
        }
        return refusal;
    }

    /** Whoever asked is told that nothing is remembered, so nothing is. */
    private void forget(final AddedServer added, final Refusal why) {
        try {
            table.remove(added.key());
        } catch (final Unavailable e) {
            why.addSuppressed(e);
        }
    }

    // ---- going

    ServerView remove(final String backend, final String server, final Requester by) {
        return proxy.tell(to -> {
            final ServerRow row = to.find(backend, server);
            requireRemovable(to, backend, server);
            final AddedServer going = going(row, by);
            final Optional<AddedServer> before = table.find(backend, server);
            table.put(going);
            try {
                final String refusal = begone(to, going.key());
                if (!refusal.isEmpty()) {
                    stay(to, row, going.key(), before);
                    throw refused("removing " + going.key(), refusal);
                }
            } catch (final ProxyUnreachable e) {
                before.ifPresentOrElse(table::put, () -> table.remove(going.key()));
                throw e;
            }
            audit.write(by, "server", going.key().toString(), "removed, as soon as it is drained");
            events.publish(EventType.SERVER_REMOVING, going.key().toString(), going.key() + " is removed by " + by.name()
                    + ", as soon as it is drained", Map.of("by", by.name(), "inWork", row.current()));
            return leaving(to, row);
        });
    }

    ServerView previewRemove(final String backend, final String server) {
        return proxy.ask(to -> {
            final ServerRow row = to.find(backend, server);
            requireRemovable(to, backend, server);
            return leaving(to, row);
        });
    }

    private ServerView leaving(final ActiveServers to, final ServerRow row) {
        return new ServerViews(overrides, (backend, server) -> true).view(to, row);
    }

    private AddedServer going(final ServerRow row, final Requester by) {
        return table.find(row.backend(), row.name()).map(AddedServer::onItsWayOut).orElseGet(() -> new AddedServer(
                new AddedServer.Key(row.backend(), row.name()), "", ServerState.READY, true, clock.instant(), by.name()));
    }

    private void requireRemovable(final ActiveServers to, final String backend, final String server) {
        if (to.isConfigured(backend, server)) {
            throw new Conflict(backend + "/" + server + " stands in the configuration, and the next reload would bring it back"
                    + " (expected: a server that was added at runtime; disable this one, or take it out of the file and reload)");
        }
        if (to.configured().isEmpty() && table.find(backend, server).isEmpty()) {
            throw new Conflict(backend + "/" + server + ": whether the configuration of " + to.generation()
                    + " names it is not known, as its files are lost (expected: disable it)");
        }
        if (table.isRemoving(backend, server)) {
            throw new Conflict(backend + "/" + server + " is being removed already");
        }
    }

    /** Takes it out of service, and away if nothing is at it; empty if it has gone or will, else the proxy's refusal. */
    private String begone(final ActiveServers to, final AddedServer.Key key) {
        final ProxyClient client = to.generation().client();
        final String refusal = client.setState(key.backend(), key.server(), ServerState.MAINT.json());
        if (!refusal.isEmpty()) {
            return refusal;
        }
        final Deletion deletion = client.deleteServer(key.backend(), key.server());
        if (deletion.gone()) {
            forget(key);
        }
        return deletion.refusal();
    }

    private void stay(final ActiveServers to, final ServerRow row, final AddedServer.Key key,
            final Optional<AddedServer> before) {
        before.ifPresentOrElse(table::put, () -> table.remove(key));
        to.generation().client().setState(key.backend(), key.server(), ServerField.STATE.actual(row));
    }

    private void forget(final AddedServer.Key key) {
        for (final ServerField field : ServerField.values()) {
            final StoredOverride.Key override = new StoredOverride.Key(key.backend(), key.server(), field);
            if (overrides.find(override).isPresent()) {
                overrides.remove(override);
            }
        }
        table.remove(key);
    }

    /** A proxy that has just been succeeded sends its askers to its successor. */
    private static Refusal refused(final String what, final String refusal) {
        return refusal.contains("servers come and go in the active one")
                ? new ProxyUnreachable(ProxyUnreachable.Kind.NO_GENERATION, what + ": " + refusal, null)
                : new Conflict(what + ": the proxy refused: " + refusal);
    }

    // ---- and what goes on by itself; with the lock held

    /** Those that are drained go. About once a second. */
    void removeDrained(final ActiveServers from) {
        for (final AddedServer added : table.all()) {
            if (added.removing()) {
                final String refusal = begone(from, added.key());
                if (!refusal.isEmpty()) {
                    LOG.warn("{} cannot be removed yet: {} refused: {}", added.key(), from.generation(), refusal);
                }
            }
        }
    }

    /** Brings a generation to what was added and removed. */
    void impose(final ActiveServers on) {
        if (table.all().isEmpty()) {
            return;
        }
        final ServerTable there = on.read();
        for (final AddedServer added : table.all()) {
            final AddedServer.Key key = added.key();
            final boolean present = there.servers().stream()
                    .anyMatch(row -> row.backend().equals(key.backend()) && row.name().equals(key.server()));
            if (on.isConfigured(key.backend(), key.server())) {
                LOG.info("{}: the configuration of {} names it now, which ends what {} added at runtime", key, on.generation(),
                        added.by());
                table.remove(key);
                if (added.removing()) { // It was put into maintenance to go.
                    on.generation().client().setState(key.backend(), key.server(), ServerState.READY.json());
                }
            } else if (added.removing() && !present) {
                forget(key);
            } else if (!added.removing() && !present) {
                addAgain(on, there, added);
            }
        }
    }

    private static void addAgain(final ActiveServers on, final ServerTable there, final AddedServer added) {
        if (there.backends().stream().noneMatch(backend -> backend.name().equals(added.key().backend()))) {
            LOG.warn("{} has no backend '{}' for the server {} that {} added", on.generation(), added.key().backend(),
                    added.key(), added.by());
            return;
        }
        final String refusal = add(on.generation().client(), added);
        if (!refusal.isEmpty()) {
            LOG.warn("{} was not added to {}: refused: {}", added.key(), on.generation(), refusal);
        }
    }
}
