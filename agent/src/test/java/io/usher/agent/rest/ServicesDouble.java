package io.usher.agent.rest;

import io.usher.agent.control.ProxyStatus;
import io.usher.agent.control.ReadinessService;
import io.usher.agent.control.Services;
import io.usher.agent.control.StatusSnapshot;
import io.usher.agent.control.StopService;
import io.usher.agent.desired.BackendView;
import io.usher.agent.desired.FieldChange;
import io.usher.agent.desired.FieldView;
import io.usher.agent.desired.NamedPatch;
import io.usher.agent.desired.NewServer;
import io.usher.agent.desired.ReleasedSeats;
import io.usher.agent.desired.ServerPatch;
import io.usher.agent.desired.ServerSeats;
import io.usher.agent.desired.ServerService;
import io.usher.agent.desired.ServerSession;
import io.usher.agent.desired.ServerState;
import io.usher.agent.desired.ServerView;
import io.usher.agent.generation.GenerationService;
import io.usher.agent.generation.GenerationState;
import io.usher.agent.generation.GenerationView;
import io.usher.agent.generation.SeatView;
import io.usher.agent.proxy.AddressSeats;
import io.usher.agent.proxy.ContestedServer;
import io.usher.agent.proxy.ProxyUnreachable;
import io.usher.agent.reload.Blocking;
import io.usher.agent.reload.FileChange;
import io.usher.agent.reload.GateRefusal;
import io.usher.agent.reload.Reload;
import io.usher.agent.reload.ReloadAnswer;
import io.usher.agent.reload.ReloadFilter;
import io.usher.agent.reload.ReloadRequest;
import io.usher.agent.reload.ReloadService;
import io.usher.agent.reload.ReloadState;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The agent's services in memory, so that the routes can be tried over real HTTP without a proxy. */
public final class ServicesDouble implements ReloadService, GenerationService, ServerService, StopService {

    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    boolean gateShut;
    boolean unreachable;
    boolean ready = true;
    boolean broken;
    boolean held = true;
    String stopped = "";
    final Map<String, Reload> reloads = new TreeMap<>();
    final CompletableFuture<Reload> end = new CompletableFuture<>();
    ReloadFilter asked;
    private final SchedulesDouble schedules = new SchedulesDouble();
    private final WindowsDouble windows = new WindowsDouble();
    final TokensDouble tokens = new TokensDouble();
    final AuditDouble audit = new AuditDouble();
    final EventsDouble events = new EventsDouble();
    final ConfigurationDouble configuration = new ConfigurationDouble();
    private FieldView<ServerState> state = new FieldView<>(ServerState.READY, Optional.of(ServerState.READY), Optional.empty());
    private FieldView<String> address = new FieldView<>("127.0.0.1", Optional.of("127.0.0.1"), Optional.empty());
    private FieldView<Integer> port = new FieldView<>(9001, Optional.of(9001), Optional.empty());
    private boolean removing;
    private FieldView<Integer> weight = new FieldView<>(1, Optional.of(1), Optional.empty());
    private FieldView<Integer> maxconn = new FieldView<>(1, Optional.of(1), Optional.empty());

    public Services services() {
        return new Services(this, this, this, schedules, this::snapshot, this, () -> new ReadinessService.Readiness(ready,
                List.of(new ReadinessService.Check("database", true, "open"),
                        new ReadinessService.Check("proxy", ready, ready ? "generation 2 answers" : "nobody listens"))),
                tokens, audit, () -> new ByteArrayInputStream(new byte[] {31, -117}), events, windows, new FrontendsDouble(),
                configuration, new ResumeDouble(this));
    }

    /** What waits fails. */
    public void end() {
        end.complete(reload("01B", ReloadState.FAILED, "drained"));
    }

    /** From now on an earlier generation blocks. */
    public void shutTheGate() {
        gateShut = true;
    }

    public StatusSnapshot snapshot() {
        return new StatusSnapshot(NOW, "0.1.0", NOW.minusSeconds(7500), new ProxyStatus("usher-proxy", true, List.of()), list(),
                List.of(backend()), List.of(view()), !gateShut,
                gateShut ? List.of(blocking()) : List.of(), List.copyOf(reloads.values()),
                Optional.of(reload("01A", ReloadState.SUCCEEDED, "now")), schedules.list(false),
                new StatusSnapshot.ConfigurationStatus(List.of("one-slot.cfg"), "ab12", Optional.of(2), Optional.of(NOW),
                        "differs from generation 2 since 10:00"), List.of(),
                new StatusSnapshot.Counters(1, 0, 2, 0, 0));
    }

    @Override
    public ReloadAnswer request(final ReloadRequest request, final Requester by) {
        if (broken) {
            throw new IllegalStateException("a fault that a person should not see");
        }
        if (!request.when().equals("now") && !request.when().equals("drained")) {
            throw new Invalid("when", "when: '" + request.when() + "' (expected: now, drained or an instant)");
        }
        if (gateShut && request.when().equals("now") && !request.force()) {
            throw new GateRefusal(reload("01R", ReloadState.REFUSED, "now"), 3);
        }
        final boolean joined = !reloads.isEmpty();
        final Reload reload = joined ? reloads.values().iterator().next() : reload("01B", ReloadState.WAITING, request.when());
        reloads.put(reload.id(), reload);
        return new ReloadAnswer(reload, joined, request.force() ? List.of(blocking()) : List.of());
    }

    @Override
    public Reload get(final String id) {
        return Optional.ofNullable(reloads.get(id)).orElseThrow(() -> new NotFound("no reload '" + id + "'"));
    }

    @Override
    public List<Reload> history(final ReloadFilter filter) {
        asked = filter;
        return reloads.values().stream().limit(filter.limit()).toList();
    }

    @Override
    public ReloadAnswer requestOnce(final String key, final ReloadRequest request, final Requester by) {
        if (key.equals("used")) {
            throw new Invalid("Idempotency-Key", "Idempotency-Key: 'used' came with another request before");
        }
        return request(request, by);
    }

    @Override
    public CompletableFuture<ReloadAnswer> preview(final ReloadRequest request, final Requester by) {
        final ReloadAnswer answer = request(request, by);
        reloads.clear();
        return CompletableFuture.supplyAsync(() -> answer);
    }

    @Override
    public CompletableFuture<Reload> end(final String id) {
        return get(id).over() ? CompletableFuture.completedFuture(get(id)) : end;
    }

    @Override
    public Reload cancellable(final String id) {
        return cancel(id, new Requester("anybody"));
    }

    @Override
    public Reload cancel(final String id, final Requester by) {
        if (id.equals("01A")) {
            throw new Conflict("reload 01A has succeeded (expected: a waiting one)");
        }
        final Reload waiting = get(id);
        return reload(waiting.id(), ReloadState.CANCELLED, waiting.when());
    }

    @Override
    public List<Reload> open() {
        return List.copyOf(reloads.values());
    }

    @Override
    public List<GenerationView> list() {
        return List.of(new GenerationView(2, GenerationState.ACTIVE, 4711, "0.1.0", "ab12", NOW.minusSeconds(60),
                Optional.empty(), Optional.of(1), 3, 12, 0, List.of(seat()), List.of(),
                new TreeMap<>(Map.of("held", 4L, "reclaimed", 3L)),
                List.of(new ContestedServer("custombe", "custom-server-1", "127.0.0.1:9001", 2)), false, false, ""));
    }

    @Override
    public GenerationView get(final int number) {
        return list().stream().filter(generation -> generation.number() == number).findAny()
                .orElseThrow(() -> new NotFound("no generation " + number));
    }

    @Override
    public Optional<GenerationView> active() {
        return Optional.of(list().get(0));
    }

    @Override
    public List<BackendView> backends() {
        reach();
        return List.of(backend());
    }

    @Override
    public List<ServerView> servers(final String backend) {
        reach();
        if (!backend.equals("custombe")) {
            throw new NotFound("no backend '" + backend + "'");
        }
        return List.of(view());
    }

    @Override
    public List<ServerView> servers() {
        reach();
        return List.of(view());
    }

    @Override
    public ServerView server(final String backend, final String server) {
        return servers(backend).stream().filter(view -> view.name().equals(server)).findAny()
                .orElseThrow(() -> new NotFound("no server '" + server + "' in backend '" + backend + "'"));
    }

    @Override
    public ServerSeats seats(final String backend, final String server) {
        server(backend, server);
        return new ServerSeats("127.0.0.1:9001", 1, 1, 0, 0, List.of(new AddressSeats.Line("custombe", "custom-server-1")),
                List.of(seat()));
    }

    @Override
    public ReleasedSeats release(final String backend, final String server, final Requester by) {
        server(backend, server);
        if (!held) {
            throw new Conflict("no seat is on hold at 127.0.0.1:9001");
        }
        held = false;
        return new ReleasedSeats("127.0.0.1:9001", List.of("2.12"));
    }

    @Override
    public List<ServerSession> sessions(final String backend, final String server) {
        server(backend, server);
        return List.of(new ServerSession("0x1f", "tcpv4", "127.0.0.1:5000", "web", "5s", "EXCHANGE"));
    }

    @Override
    public void cut(final String backend, final String server, final String session, final Requester by) {
        if (sessions(backend, server).stream().noneMatch(one -> one.id().equals(session))) {
            throw new NotFound("no session '" + session + "'");
        }
    }

    @Override
    public ServerView change(final String backend, final String server, final ServerPatch patch, final Requester by) {
        server(backend, server);
        state = changed(state, patch.state(), by);
        weight = changed(weight, patch.weight(), by);
        maxconn = changed(maxconn, patch.maxconn(), by);
        address = changed(address, patch.address(), by);
        port = changed(port, patch.port(), by);
        return view();
    }

    @Override
    public ServerView preview(final String backend, final String server, final ServerPatch patch, final Requester by) {
        return preview(() -> change(backend, server, patch, by));
    }

    private <T> T preview(final Supplier<T> change) {
        final FieldView<ServerState> stateBefore = state;
        final FieldView<Integer> weightBefore = weight;
        final FieldView<Integer> maxconnBefore = maxconn;
        try {
            return change.get();
        } finally {
            state = stateBefore;
            weight = weightBefore;
            maxconn = maxconnBefore;
        }
    }

    @Override
    public List<ServerView> preview(final String backend, final List<NamedPatch> patches, final Requester by) {
        return preview(() -> change(backend, patches, by));
    }

    @Override
    public ReleasedSeats previewRelease(final String backend, final String server) {
        final ReleasedSeats released = release(backend, server, new Requester("anybody"));
        held = true;
        return released;
    }

    @Override
    public ServerSession session(final String backend, final String server, final String session) {
        return sessions(backend, server).stream().filter(one -> one.id().equals(session)).findFirst()
                .orElseThrow(() -> new NotFound("no session '" + session + "'"));
    }

    @Override
    public ServerView add(final String backend, final NewServer server, final Requester by) {
        servers(backend);
        if (server.name().equals("custom-server-1")) {
            throw new Conflict("backend 'custombe' has a server 'custom-server-1' (expected: another name)");
        }
        return view(server.name(), "UP");
    }

    @Override
    public ServerView previewAdd(final String backend, final NewServer server, final Requester by) {
        return add(backend, server, by);
    }

    @Override
    public ServerView remove(final String backend, final String server, final Requester by) {
        server(backend, server);
        if (removing) {
            throw new Conflict("custombe/custom-server-1 is being removed already");
        }
        removing = true;
        return view();
    }

    @Override
    public ServerView previewRemove(final String backend, final String server) {
        server(backend, server);
        return view("custom-server-1", "removing");
    }

    @Override
    public List<ServerView> change(final String backend, final List<NamedPatch> patches, final Requester by) {
        patches.forEach(patch -> server(backend, patch.server()));
        return patches.stream().map(patch -> change(backend, patch.server(), patch.patch(), by)).toList();
    }

    @Override
    public void stop(final boolean now, final Requester by) {
        stopped = now ? "now" : "soft";
    }

    @Override
    public boolean stopping() {
        return !stopped.isEmpty();
    }

    private void reach() {
        if (unreachable) {
            throw new ProxyUnreachable(ProxyUnreachable.Kind.NOBODY_LISTENS, "no generation answers on generation-2.sock", null);
        }
    }

    private static <T> FieldView<T> changed(final FieldView<T> old, final FieldChange<T> change, final Requester by) {
        if (change instanceof FieldChange.Set<T> set) {
            return new FieldView<>(set.value(), old.configured(),
                    Optional.of(new FieldView.Override<>(set.value(), NOW, by.name())));
        } else if (change instanceof FieldChange.Clear<T>) {
            return new FieldView<>(old.configured().orElseThrow(), old.configured(), Optional.empty());
        }
        return old;
    }

    private ServerView view() {
        return view("custom-server-1", removing ? "removing" : "UP");
    }

    private ServerView view(final String name, final String status) {
        return new ServerView("custombe", name, address, port, status, state, weight, maxconn, 1, 0, 77, "L4OK");
    }

    private static BackendView backend() {
        return new BackendView("custombe", "UP", 1, 1, 1, 3, 77);
    }

    private static SeatView seat() {
        return new SeatView("2.12", 2, "custombe", "custom-server-1", "127.0.0.1:9001", "in-work", NOW.minusMillis(340), 340,
                "GET /query from 127.0.0.1:5000", "");
    }

    private static Blocking blocking() {
        return new Blocking(1, "finishing", 3, 12, 0, List.of(seat()), "finishing: 3 queued, 1 seat taken, 12 connections");
    }

    Reload reload(final String id, final ReloadState reloadState, final String when) {
        return new Reload(id, reloadState, when, Optional.empty(), Optional.empty(), false, "", "127.0.0.1", NOW.minusSeconds(5),
                Optional.empty(), reloadState.over() ? Optional.of(NOW) : Optional.empty(), Optional.of(2), Optional.empty(),
                Optional.empty(), List.of(new FileChange("/etc/usher/usher.cfg", "changed", 2, 1)),
                reloadState == ReloadState.WAITING ? "waits for generation 1" : "",
                reloadState == ReloadState.REFUSED ? List.of(blocking()) : List.of(), new ArrayList<>(), Optional.empty());
    }
}
