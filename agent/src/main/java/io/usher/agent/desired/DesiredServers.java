package io.usher.agent.desired;

import io.usher.agent.configuration.ConfiguredServer;
import io.usher.agent.configuration.OverrideEnded;
import io.usher.agent.configuration.Snapshot;
import io.usher.agent.configuration.Snapshots;
import io.usher.agent.event.EventSink;
import io.usher.agent.generation.Generation;
import io.usher.agent.generation.GenerationEvents;
import io.usher.agent.proxy.BackendRow;
import io.usher.agent.proxy.ProxyUnreachable;
import io.usher.agent.proxy.ServerRow;
import io.usher.agent.proxy.ServerTable;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Refusal;
import io.usher.agent.request.Requester;
import io.usher.agent.store.AuditLog;
import io.usher.agent.store.Database;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Servers and frontends as they are wanted: sets their values, and sees to it that these last. Until a successor serves, writes
 * go to its predecessor, which passes them on; then, with writes held back for a moment, the successor is brought to exactly
 * what was acknowledged, and spoken to from there on.
 */
public final class DesiredServers implements ServerService, GenerationEvents {
    private static final Logger LOG = LoggerFactory.getLogger(DesiredServers.class);
    private static final Compared NOTHING_COMPARED = new Compared(null, null, 0);

    private final Spokesman proxy;
    private final OverrideTable overrides;
    private final AddedServerTable addedTable;
    private final Snapshots snapshots;
    private final Map<String, String> environment;
    private final Reconciliation reconciliation;
    private final ServerViews views;
    private final ServerChanges changes;
    private final ServerTraffic traffic;
    private final AddedServers added;
    private final DesiredFrontends frontends;
    private Compared compared = NOTHING_COMPARED; // guarded by the lock

    /**
     * @param environment variables as the proxies have them
     * @param whyNone     why no generation serves, for people
     */
    public DesiredServers(final Database database, final Snapshots snapshots, final Map<String, String> environment,
                          final AuditLog audit, final EventSink events, final InstantSource clock,
                          final Supplier<String> whyNone) {
        this.proxy = new Spokesman(whyNone);
        this.overrides = new OverrideTable(database, events);
        this.addedTable = new AddedServerTable(database);
        this.snapshots = snapshots;
        this.environment = environment;
        this.reconciliation = new Reconciliation(overrides, addedTable::isRemoving, clock);
        this.views = new ServerViews(overrides, addedTable::isRemoving);
        final StaticBalance balance = new StaticBalance(snapshots, environment);
        this.changes = new ServerChanges(proxy, overrides, views, balance, audit, clock);
        this.traffic = new ServerTraffic(proxy, audit, events, clock);
        this.added = new AddedServers(proxy, addedTable, overrides, views, balance, audit, events, clock);
        this.frontends = new DesiredFrontends(proxy, database, audit, events, clock);
    }

    /** The frontends, which live through the same changes of generations. */
    public FrontendService frontends() {
        return frontends;
    }

    // ---- what is asked

    @Override
    public List<BackendView> backends() {
        return backends(proxy.ask(ActiveServers::read));
    }

    private static List<BackendView> backends(final ServerTable table) {
        final Map<String, Integer> count = new HashMap<>();
        final Map<String, Long> inWork = new HashMap<>(); // the backend's own scur counts those that wait, too
        for (final ServerRow server : table.servers()) {
            count.merge(server.backend(), 1, Integer::sum);
            inWork.merge(server.backend(), server.current(), Long::sum);
        }
        return table.backends().stream().map(b -> view(b, count.getOrDefault(b.name(), 0), inWork.getOrDefault(b.name(), 0L)))
                .toList();
    }

    private static BackendView view(final BackendRow row, final int servers, final long inWork) {
        return new BackendView(row.name(), row.status(), servers, row.active() + row.backup(), inWork, row.queued(), row.total());
    }

    @Override
    public List<ServerView> servers() {
        return proxy.ask(from -> servers(from, from.read()));
    }

    private List<ServerView> servers(final ActiveServers from, final ServerTable table) {
        return table.servers().stream().map(row -> views.view(from, row)).toList();
    }

    @Override
    public Overview overview() {
        return proxy.ask(from -> {
            final ServerTable table = from.read();
            return new Overview(backends(table), servers(from, table));
        });
    }

    @Override
    public List<ServerView> servers(final String backend) {
        return proxy.ask(from -> {
            final ServerTable table = from.read();
            ActiveServers.requireBackend(table, backend);
            return table.servers().stream().filter(row -> row.backend().equals(backend)).map(row -> views.view(from, row))
                    .toList();
        });
    }

    @Override
    public ServerView server(final String backend, final String server) {
        return proxy.ask(from -> views.view(from, from.find(backend, server)));
    }

    @Override
    public ServerSeats seats(final String backend, final String server) {
        return traffic.seats(backend, server);
    }

    @Override
    public ReleasedSeats release(final String backend, final String server, final Requester by) {
        return traffic.release(backend, server, by);
    }

    @Override
    public ReleasedSeats previewRelease(final String backend, final String server) {
        return traffic.previewRelease(backend, server);
    }

    @Override
    public List<ServerSession> sessions(final String backend, final String server) {
        return traffic.sessions(backend, server);
    }

    @Override
    public ServerSession session(final String backend, final String server, final String session) {
        return traffic.session(backend, server, session);
    }

    @Override
    public void cut(final String backend, final String server, final String session, final Requester by) {
        traffic.cut(backend, server, session, by);
    }

    @Override
    public ServerView change(final String backend, final String server, final ServerPatch patch, final Requester by) {
        return changes.one(backend, server, patch, by);
    }

    @Override
    public ServerView preview(final String backend, final String server, final ServerPatch patch, final Requester by) {
        return changes.previewOne(backend, server, patch, by);
    }

    @Override
    public List<ServerView> change(final String backend, final List<NamedPatch> patches, final Requester by) {
        return changes.several(backend, patches, by);
    }

    @Override
    public List<ServerView> preview(final String backend, final List<NamedPatch> patches, final Requester by) {
        return changes.previewSeveral(backend, patches, by);
    }

    @Override
    public ServerView add(final String backend, final NewServer server, final Requester by) {
        return added.add(backend, server, by);
    }

    @Override
    public ServerView previewAdd(final String backend, final NewServer server, final Requester by) {
        return added.previewAdd(backend, server, by);
    }

    @Override
    public ServerView remove(final String backend, final String server, final Requester by) {
        return added.remove(backend, server, by);
    }

    @Override
    public ServerView previewRemove(final String backend, final String server) {
        return added.previewRemove(backend, server);
    }

    /**
     * What of what was set at runtime a configuration would end, once it runs. Changes nothing; any thread.
     *
     * @param by the configuration, a draft's or kept
     */
    public List<OverrideEnded> overridesEnded(final Snapshot by) {
        final Map<String, ConfiguredServer> configured = snapshots.servers(by, environment);
        final List<OverrideEnded> ended = new ArrayList<>(
                reconciliation.wouldEnd(name -> Optional.ofNullable(configured.get(name)).or(() -> asAdded(name))));
        ended.addAll(frontends.reconciliation().wouldEnd(snapshots.frontends(by, environment)));
        return List.copyOf(ended);
    }

    // ---- what happens

    /**
     * Takes on what others have changed on the stats socket, and removes what is drained. Called about once a second by the
     * observer's thread.
     *
     * @param read told what was read to see it, without the lock
     */
    public void adoptChanges(final BiConsumer<Generation, ServerTable> read) {
        proxy.locked(this::look).ifPresent(looked -> read.accept(looked.at().generation(), looked.table()));
    }

    private record Looked(ActiveServers at, ServerTable table) {
    }

    /**
     * What was compared and agreed, or was made to: where all of it is still so nobody has changed anything.
     *
     * @param at      the generation and its configuration
     * @param table   what it said
     * @param changes of overrides and added servers so far
     */
    private record Compared(ActiveServers at, ServerTable table, long changes) {

        boolean covers(final ActiveServers active, final ServerTable said, final long changesNow) {
            return at == active && changes == changesNow && said.equals(table);
        }
    }

    private Optional<Looked> look() {
        final ActiveServers active = proxy.active();
        if (active == null) {
            return Optional.empty();
        }
        final long changes = overrides.changes() + addedTable.changes();
        final ServerTable table = active.read();
        final boolean settled = proxy.onTheirWay().isEmpty();
        if (!settled || !compared.covers(active, table, changes)) {
            reconciliation.adopt(active, table, proxy.onTheirWay());
            compared = settled ? new Compared(active, table, changes) : NOTHING_COMPARED;
        }
        frontends.adopt(active, table);
        added.removeDrained(active);
        return Optional.of(new Looked(active, table));
    }

    /** Who set the state of a server at runtime, where it differs from the configuration's for that. */
    public Optional<String> stateSetBy(final String backend, final String server) {
        return overrides.find(new StoredOverride.Key(backend, server, ServerField.STATE)).map(StoredOverride::by);
    }

    @Override
    public void handoverBegins(final Generation from) {
        proxy.handover(true);
    }

    @Override
    public void handoverFailed(final Generation from) {
        proxy.handover(false);
    }

    @Override
    public void serves(final Generation now, final Optional<Generation> before, final Cause cause) {
        proxy.change(() -> {
            try {
                speakTo(now, before, cause);
            } catch (final Refusal e) {
                // the next change or the observer meets it again; what is in memory stays what is wanted
                LOG.warn("servers of {} could not be brought to what was set: {}", now, e.getMessage());
            }
        });
    }

    /**
     * Brings the active generation to another configuration while it runs: afterwards each value is what a reload would have made
     * it, and what was set at runtime and the configuration has overtaken counts no more. Where anything is refused all values
     * are as before, and so is what was set at runtime.
     *
     * @param generation must still be the active one
     * @param to         the other configuration
     * @param besides    what else belongs to it
     * @throws Conflict where another generation serves by now or is being started, or the proxy refused a value
     * @throws Refusal  what {@code besides} throws
     */
    public void reconfigure(final Generation generation, final Snapshot to, final Reconfiguration besides) throws Refusal {
        proxy.locked(() -> {
            final ActiveServers before = proxy.active();
            if (before == null || before.generation() != generation || proxy.inHandover()) {
                throw new Conflict(generation + " does not serve any more, or is being succeeded; nothing was changed");
            }
            reconciliation.adopt(before, before.read(), proxy.onTheirWay());
            try {
                besides.first();
                proxy.active(active(generation, Optional.of(to)));
                final List<String> refusals = reconciliation.impose(proxy.active());
                if (!refusals.isEmpty()) {
                    throw new Conflict(String.join("; ", refusals));
                }
                frontends.reconciliation().impose(proxy.active());
                besides.last();
            } catch (final Refusal e) {
                besides.undo();
                proxy.active(active(generation, generation.snapshot()));
                try {
                    rollBack(proxy.active());
                } catch (final Refusal unheard) {
                    LOG.warn("{} could not be brought back to what it was: {}", generation, unheard.getMessage());
                }
                throw e;
            }
            reconciliation.announceEnded();
            frontends.reconciliation().announceEnded();
            return to;
        });
    }

    private void rollBack(final ActiveServers to) {
        try {
            reconciliation.rolledBack(to);
        } finally {
            frontends.reconciliation().rolledBack(to); // what was set at runtime counts again whether the proxy answers or not
        }
    }

    private void speakTo(final Generation now, final Optional<Generation> before, final Cause cause) {
        final ActiveServers last = proxy.active();
        if (last != null && before.isPresent() && before.get() == last.generation()
                && (cause == Cause.HANDOVER || cause == Cause.RESUMED)) {
            adoptLatest(last);
        }
        final ActiveServers active = active(now, now.snapshot());
        proxy.active(active);
        added.impose(active);
        switch (cause) {
            case ADOPTED -> adoptOrImpose(active);
            case ROLLED_BACK, RESUMED -> rollBack(active);
            case HANDOVER, COLD_START, RESTART -> impose(active);
            default -> throw new IllegalStateException("cause " + cause);
        }
    }

    private ActiveServers active(final Generation now, final Optional<Snapshot> snapshot) {
        final Map<String, ConfiguredServer> configured =
                snapshot.isPresent() ? snapshots.servers(snapshot.get(), environment) : Map.of();
        frontends.configured(snapshot.isPresent() ? snapshots.frontends(snapshot.get(), environment) : Map.of());
        return new ActiveServers(now, configured, this::asAdded);
    }

    private Optional<ConfiguredServer> asAdded(final String name) {
        final int slash = name.indexOf('/');
        return addedTable.find(name.substring(0, slash), name.substring(slash + 1)).flatMap(AddedServer::asConfigured);
    }

    /** An earlier agent may have died between a start and what was to be set there: then nobody else has set what differs. */
    private void adoptOrImpose(final ActiveServers active) {
        if (overrides.imposedOn(active.generation().record())) {
            final ServerTable table = active.read();
            reconciliation.adopt(active, table, Set.of());
            frontends.adopt(active, table);
        } else {
            impose(active);
        }
    }

    private void impose(final ActiveServers active) {
        try {
            reconciliation.impose(active);
        } finally {
            reconciliation.announceEnded(); // a new generation keeps its configuration, even where it stops to answer
        }
        try {
            frontends.reconciliation().impose(active);
        } finally {
            frontends.reconciliation().announceEnded();
        }
        if (active.generation().record() != 0) {
            overrides.markImposed(active.generation().record());
        }
    }

    /** Up to the very end the predecessor may have been changed by others. */
    private void adoptLatest(final ActiveServers last) {
        try {
            final ServerTable table = last.read();
            reconciliation.adopt(last, table, proxy.onTheirWay());
        } catch (final ProxyUnreachable e) {
            LOG.debug("the predecessor was not asked for a last change: {}", e.getMessage());
        }
    }
}
