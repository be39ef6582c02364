package io.usher.agent.desired;

import io.usher.agent.configuration.ConfiguredServer;
import io.usher.agent.configuration.Snapshot;
import io.usher.agent.configuration.Snapshots;
import io.usher.agent.event.EventSink;
import io.usher.agent.generation.Generation;
import io.usher.agent.generation.GenerationEvents;
import io.usher.agent.proxy.AddressSeats;
import io.usher.agent.proxy.ProxyUnreachable;
import io.usher.agent.proxy.ServerRow;
import io.usher.agent.proxy.ServerTable;
import io.usher.agent.proxy.SessionRow;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Refusal;
import io.usher.agent.request.Requester;
import io.usher.agent.request.Unavailable;
import io.usher.agent.store.AuditLog;
import io.usher.agent.store.Database;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets server values and sees to it that they last. One lock puts writes, adoption of others' changes and the change of
 * generations into one order: until a successor serves, writes go to its predecessor, which passes them on (HANDOVER, State);
 * then, with writes held back for a moment, the successor is brought to exactly what was acknowledged, and spoken to from
 * there on.
 */
public final class DesiredServers implements ServerService, GenerationEvents {
    private static final Logger LOG = LoggerFactory.getLogger(DesiredServers.class);
    private static final Duration LONGEST_QUEUE = Duration.ofSeconds(5);
    /** A predecessor may end before its successor is spoken to; so long a question waits for that. */
    private static final Duration LONGEST_SWITCH = Duration.ofSeconds(3);
    private static final int READ_BACK_TRIES = 200;
    private static final Duration READ_BACK_PAUSE = Duration.ofMillis(10);

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition switched = lock.newCondition(); // a handover is over
    private final OverrideTable overrides;
    private final Snapshots snapshots;
    private final Map<String, String> environment;
    private final AuditLog audit;
    private final InstantSource clock;
    private final Supplier<String> whyNone;
    private final Reconciliation reconciliation;
    private volatile ActiveServers active; // written with the lock held, read by anybody
    private boolean handover; // guarded by the lock: a successor is being started
    /** Guarded by the lock: set by the agent since the handover began; an old value read there is old, and nobody's change. */
    private final Set<StoredOverride.Key> onTheirWay = new HashSet<>();

    /**
     * @param environment variables as the proxies have them
     * @param whyNone     why no generation serves, for people
     */
    public DesiredServers(final Database database, final Snapshots snapshots, final Map<String, String> environment,
                          final AuditLog audit, final EventSink events, final InstantSource clock,
                          final Supplier<String> whyNone) {
        this.overrides = new OverrideTable(database, events);
        this.snapshots = snapshots;
        this.environment = environment;
        this.audit = audit;
        this.clock = clock;
        this.whyNone = whyNone;
        this.reconciliation = new Reconciliation(overrides, clock);
    }

    @Override
    public List<BackendView> backends() {
        final ServerTable table = ask(ActiveServers::read);
        return table.backends().stream().map(b -> new BackendView(b.name(), b.status(),
                (int) table.servers().stream().filter(s -> s.backend().equals(b.name())).count(), b.active() + b.backup(),
                inWork(table, b.name()), b.queued(), b.total())).toList();
    }

    /** The backend's own {@code scur} counts those that wait, too. */
    private static long inWork(final ServerTable table, final String backend) {
        return table.servers().stream().filter(s -> s.backend().equals(backend)).mapToLong(ServerRow::current).sum();
    }

    @Override
    public List<ServerView> servers() {
        return ask(from -> from.read().servers().stream().map(row -> view(from, row)).toList());
    }

    @Override
    public List<ServerView> servers(final String backend) {
        return ask(from -> {
            final ServerTable table = from.read();
            if (table.backends().stream().noneMatch(b -> b.name().equals(backend))) {
                throw new NotFound("there is no backend '" + backend + "'");
            }
            return table.servers().stream().filter(row -> row.backend().equals(backend)).map(row -> view(from, row)).toList();
        });
    }

    @Override
    public ServerView server(final String backend, final String server) {
        return ask(from -> view(from, find(from.read(), backend, server)));
    }

    @Override
    public ServerSeats seats(final String backend, final String server) {
        return ask(from -> ServerSeats.of(seatsOf(from, find(from.read(), backend, server)), clock.instant()));
    }

    private static AddressSeats seatsOf(final ActiveServers from, final ServerRow row) {
        return from.generation().client().seats(row.backend(), row.name()).orElseThrow(() -> new NotFound(
                "server '" + row.name() + "' of backend '" + row.backend() + "' was just removed"));
    }

    @Override
    public ReleasedSeats release(final String backend, final String server, final Requester by) {
        return ask(to -> {
            final ServerRow row = find(to.read(), backend, server);
            final String address = seatsOf(to, row).address();
            final List<String> released = to.generation().client().releaseSeats(row.backend(), row.name());
            if (released.isEmpty()) {
                throw new Conflict("no seat is on hold at " + address + ", the address of " + backend + "/" + server);
            }
            audit.write(by, "server", backend + "/" + server, "released " + String.join(", ", released));
            return new ReleasedSeats(address, released);
        });
    }

    @Override
    public List<ServerSession> sessions(final String backend, final String server) {
        return ask(from -> sessionsAt(from, find(from.read(), backend, server)).map(ServerSession::of).toList());
    }

    private static Stream<SessionRow> sessionsAt(final ActiveServers from, final ServerRow row) {
        return from.generation().client().sessions().stream()
                .filter(session -> session.backend().equals(row.backend()) && session.server().equals(row.name()));
    }

    @Override
    public void cut(final String backend, final String server, final String session, final Requester by) {
        ask(to -> {
            final SessionRow found = sessionsAt(to, find(to.read(), backend, server)).filter(it -> it.id().equals(session))
                    .findFirst().orElseThrow(() -> new NotFound("there is no session '" + session + "' at server '" + server
                            + "' of backend '" + backend + "' in " + to.generation()));
            final String refusal = to.generation().client().shutdownSession(found);
            if (!refusal.isEmpty()) {
                throw new Conflict("session '" + session + "': the proxy refused: " + refusal);
            }
            audit.write(by, "server", backend + "/" + server, "cut session " + session + " of " + found.source());
            return found;
        });
    }

    @Override
    public ServerView change(final String backend, final String server, final ServerPatch patch, final Requester by) {
        final List<PatchedField> fields = PatchedField.of(patch);
        return ask(to -> {
            enter();
            try {
                return change(to, backend, server, fields, by);
            } finally {
                lock.unlock();
            }
        });
    }

    private ServerView change(final ActiveServers to, final String backend, final String server,
                              final List<PatchedField> fields, final Requester by) {
        if (to != active) {
            throw new ProxyUnreachable(ProxyUnreachable.Kind.NO_GENERATION, to.generation() + " was just succeeded", null);
        }
        final ServerRow row = find(to.read(), backend, server);
        final Map<StoredOverride.Key, Optional<StoredOverride>> before = new LinkedHashMap<>();
        try {
            for (final PatchedField field : fields) {
                final StoredOverride.Key key = new StoredOverride.Key(row.backend(), row.name(), field.field());
                before.put(key, overrides.find(key));
                apply(to, row, field, by);
            }
            return view(to, readBack(to, row, before.keySet()));
        } catch (final Unavailable e) {
            forget(before, e);
            throw e;
        }
    }

    @Override
    public List<ServerView> change(final String backend, final List<NamedPatch> patches, final Requester by) {
        final List<PatchedServer> servers = PatchedServer.of(patches);
        final AtomicReference<BulkRefusal> partly = new AtomicReference<>(); // by this thread only
        try {
            return ask(to -> {
                partly.set(null);
                enter();
                try {
                    return change(to, backend, servers, by);
                } catch (final BulkRefusal e) {
                    partly.set(e);
                    throw e.reason(); // where the proxy is gone, its successor may be asked
                } finally {
                    lock.unlock();
                }
            });
        } catch (final Refusal e) {
            throw partly.get() == null ? e : partly.get();
        }
    }

    private List<ServerView> change(final ActiveServers to, final String backend, final List<PatchedServer> servers,
                                    final Requester by) {
        if (to != active) {
            throw new ProxyUnreachable(ProxyUnreachable.Kind.NO_GENERATION, to.generation() + " was just succeeded", null);
        }
        final ServerTable before = to.read();
        for (final PatchedServer server : servers) {
            final ServerRow row = find(before, backend, server.name());
            server.fields().forEach(field -> value(to, row, field));
        }
        final Undo undo = new Undo(to.generation().client(), overrides);
        String current = "";
        try {
            for (final PatchedServer server : servers) {
                current = server.name();
                for (final PatchedField field : server.fields()) {
                    final ServerRow row = find(before, backend, server.name());
                    undo.remember(row, field.field());
                    try {
                        apply(to, row, field, by);
                    } catch (final Conflict e) {
                        undo.forgetLatest(); // what the proxy refused it did not set
                        throw e;
                    }
                }
            }
            return readBack(to, backend, servers);
        } catch (final Refusal e) {
            final BulkRefusal.Undone undone = undo.run();
            audit.write(by, "server", backend + "/" + current, "failed; undone: " + undone.undone() + ", left: " + undone.left());
            throw new BulkRefusal(current, e, undone);
        }
    }

    private List<ServerView> readBack(final ActiveServers to, final String backend, final List<PatchedServer> servers) {
        final ServerTable after = to.read();
        return servers.stream().map(server -> {
            final ServerRow row = find(after, backend, server.name());
            return view(to, handover ? readBack(to, row, server.keys(backend)) : row);
        }).toList();
    }

    /** Whoever asked is told that nothing is remembered, so nothing is. */
    private void forget(final Map<StoredOverride.Key, Optional<StoredOverride>> before, final Unavailable why) {
        try {
            before.forEach((key, old) -> old.ifPresentOrElse(overrides::put, () -> overrides.remove(key)));
        } catch (final Unavailable e) {
            why.addSuppressed(e);
        }
    }

    /** During a handover a value that was taken goes by way of the successor before it shows. */
    private ServerRow readBack(final ActiveServers to, final ServerRow was, final Set<StoredOverride.Key> set) {
        ServerRow row = find(to.read(), was.backend(), was.name());
        for (int i = 0; i < READ_BACK_TRIES && handover && !asSet(row, set); i++) {
            LockSupport.parkNanos(READ_BACK_PAUSE.toNanos());
            row = find(to.read(), was.backend(), was.name());
        }
        return row;
    }

    private boolean asSet(final ServerRow row, final Set<StoredOverride.Key> set) {
        return set.stream().allMatch(key -> overrides.find(key).map(StoredOverride::value)
                .filter(value -> !value.equals(key.field().actual(row))).isEmpty());
    }

    /** Puts a question to the active generation; where that ends because its successor serves now, to the successor. */
    private <T> T ask(final Function<ActiveServers, T> question) {
        final ActiveServers first = active;
        if (first == null) {
            throw none();
        }
        try {
            return question.apply(first);
        } catch (final ProxyUnreachable e) {
            if (succeeded(first)) {
                return question.apply(active);
            }
            throw first.generation().process().alive() ? e : none();
        }
    }

    private boolean succeeded(final ActiveServers one) {
        enter();
        try {
            long left = LONGEST_SWITCH.toNanos();
            while (active == one && handover && left > 0) {
                left = switched.awaitNanos(left);
            }
            return active != one;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private ProxyUnreachable none() {
        return new ProxyUnreachable(ProxyUnreachable.Kind.NO_GENERATION, "no generation serves: " + whyNone.get(), null);
    }

    private void apply(final ActiveServers to, final ServerRow row, final PatchedField patched, final Requester by) {
        final ServerField field = patched.field();
        final StoredOverride.Key key = new StoredOverride.Key(row.backend(), row.name(), field);
        final Optional<String> configured = to.configured(field, row);
        final String value = value(to, row, patched);
        final String refusal = field.set(to.generation().client(), row.backend(), row.name(), value);
        if (!refusal.isEmpty()) {
            throw new Conflict(key + " " + value + ": the proxy refused: " + refusal);
        }
        if (handover) {
            onTheirWay.add(key);
        }
        if (patched.value().isPresent()) {
            overrides.put(new StoredOverride(key, value, configured, clock.instant(), by.name()));
        } else {
            overrides.remove(key);
        }
        audit.write(by, "server", row.backend() + "/" + row.name(),
                field.word() + (patched.value().isPresent() ? " " + value : " as configured (" + value + ")"));
    }

    /** The value that a patch comes to. */
    private static String value(final ActiveServers to, final ServerRow row, final PatchedField patched) {
        return patched.value().or(() -> to.configured(patched.field(), row)).orElseThrow(() -> new Conflict(
                new StoredOverride.Key(row.backend(), row.name(), patched.field()) + " cannot be cleared: what the configuration of "
                        + to.generation() + " says of it is not known"));
    }

    /**
     * Takes on what others have changed on the stats socket. Called about once a second by the observer's thread.
     *
     * @param read told what was read to see it, without the lock
     */
    public void adoptChanges(final BiConsumer<Generation, ServerTable> read) {
        final ActiveServers asked;
        final ServerTable table;
        enter();
        try {
            asked = active;
            if (asked == null) {
                return;
            }
            table = asked.read();
            reconciliation.adopt(asked, table, onTheirWay);
        } finally {
            lock.unlock();
        }
        read.accept(asked.generation(), table);
    }

    /** Who set the state of a server at runtime, where it differs from the configuration's for that. */
    public Optional<String> stateSetBy(final String backend, final String server) {
        return overrides.find(new StoredOverride.Key(backend, server, ServerField.STATE)).map(StoredOverride::by);
    }

    @Override
    public void handoverBegins(final Generation from) {
        handover(true);
    }

    @Override
    public void handoverFailed(final Generation from) {
        handover(false);
    }

    private void handover(final boolean begins) {
        lock.lock();
        try {
            handover = begins;
            onTheirWay.clear();
            switched.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void serves(final Generation now, final Optional<Generation> before, final Cause cause) {
        lock.lock();
        try {
            if (active != null && before.isPresent() && before.get() == active.generation() && cause == Cause.HANDOVER) {
                adoptLatest();
            }
            active = new ActiveServers(now, configured(now));
            switch (cause) {
                case ADOPTED -> adoptOrImpose(now);
                case ROLLED_BACK -> reconciliation.rolledBack(active);
                case HANDOVER, COLD_START, RESTART -> impose(now);
                default -> throw new IllegalStateException("cause " + cause);
            }
        } catch (final Refusal e) {
            // the next change or the observer meets it again; what is in memory stays what is wanted
            LOG.warn("servers of {} could not be brought to what was set: {}", now, e.getMessage());
        } finally {
            handover = false;
            onTheirWay.clear();
            switched.signalAll();
            lock.unlock();
        }
    }

    /** An earlier agent may have died between a start and what was to be set there: then nobody else has set what differs. */
    private void adoptOrImpose(final Generation now) {
        if (overrides.imposedOn(now.record())) {
            reconciliation.adopt(active, active.read(), Set.of());
        } else {
            impose(now);
        }
    }

    private void impose(final Generation now) {
        reconciliation.impose(active);
        if (now.record() != 0) {
            overrides.markImposed(now.record());
        }
    }

    /** Up to the very end the predecessor may have been changed by others. */
    private void adoptLatest() {
        try {
            reconciliation.adopt(active, active.read(), onTheirWay);
        } catch (final ProxyUnreachable e) {
            LOG.debug("the predecessor was not asked for a last change: {}", e.getMessage());
        }
    }

    private Map<String, ConfiguredServer> configured(final Generation generation) {
        final Optional<Snapshot> snapshot = generation.snapshot();
        return snapshot.isPresent() ? snapshots.servers(snapshot.get(), environment) : Map.of();
    }

    private void enter() {
        try {
            if (lock.tryLock(LONGEST_QUEUE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ProxyUnreachable(ProxyUnreachable.Kind.TIME_LIMIT,
                "earlier changes still wait for the proxy after " + LONGEST_QUEUE.toSeconds() + " s", null);
    }

    private static ServerRow find(final ServerTable table, final String backend, final String server) {
        if (table.backends().stream().noneMatch(b -> b.name().equals(backend))) {
            throw new NotFound("there is no backend '" + backend + "'");
        }
        return table.servers().stream().filter(s -> s.backend().equals(backend) && s.name().equals(server)).findFirst()
                .orElseThrow(() -> new NotFound("there is no server '" + server + "' in backend '" + backend + "'"));
    }

    private ServerView view(final ActiveServers from, final ServerRow row) {
        return new ServerView(row.backend(), row.name(), row.address(), row.status(),
                field(from, row, ServerField.STATE, text -> ServerState.of(text).orElseThrow()),
                field(from, row, ServerField.WEIGHT, Integer::valueOf), field(from, row, ServerField.MAXCONN, Integer::valueOf),
                row.current(), row.queued(), row.total(), row.checkStatus());
    }

    private <T> FieldView<T> field(final ActiveServers from, final ServerRow row, final ServerField field,
                                   final Function<String, T> type) {
        return new FieldView<>(type.apply(field.actual(row)), from.configured(field, row).map(type),
                overrides.find(new StoredOverride.Key(row.backend(), row.name(), field))
                        .map(o -> new FieldView.Override<>(type.apply(o.value()), o.since(), o.by())));
    }
}
