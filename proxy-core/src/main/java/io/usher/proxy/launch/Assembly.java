package io.usher.proxy.launch;

import io.netty.channel.EventLoop;
import io.usher.proxy.balance.Balancers;
import io.usher.proxy.check.CheckScheduler;
import io.usher.proxy.config.BindAddress;
import io.usher.proxy.config.Configuration;
import io.usher.proxy.config.Global;
import io.usher.proxy.generation.FrontendState;
import io.usher.proxy.generation.Generation;
import io.usher.proxy.generation.GenerationStart;
import io.usher.proxy.generation.HoldTimes;
import io.usher.proxy.generation.ProcessIdentity;
import io.usher.proxy.generation.RuntimeState;
import io.usher.proxy.generation.StartRefusedException;
import io.usher.proxy.generation.StartRequest;
import io.usher.proxy.live.Instance;
import io.usher.proxy.log.LogSink;
import io.usher.proxy.runtime.CommandTable;
import io.usher.proxy.runtime.GenerationControl;
import io.usher.proxy.runtime.ProcessFacts;
import io.usher.proxy.runtime.RuntimeCommands;
import io.usher.proxy.runtime.SessionList;
import io.usher.proxy.runtime.StatsServer;
import io.usher.proxy.seat.Ledger;
import io.usher.proxy.seat.NanoClock;
import io.usher.proxy.seat.Take;
import io.usher.proxy.traffic.EventLoops;
import io.usher.proxy.traffic.Listeners.ListenerKey;
import io.usher.proxy.traffic.TrafficEngine;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Puts the parts of a generation together, in the order in which they need each other: log, place among the generations,
 * ledger and instance, traffic, checks and stats sockets, addresses, rights; then it serves. Main thread, once.
 */
final class Assembly {
    /** How often holds of dead generations are looked at, which have no connection that would notice their end. */
    private static final long HOLD_PERIOD_MILLIS = 250;
    private static final long NEIGHBOURS_DELAY_SECONDS = 2;
    private static final NanoClock CLOCK = System::nanoTime;

    private final Configuration configuration;
    private final Global global;
    private final CommandLine line;
    private final Map<String, String> environment;
    private final Announcements announcements;
    private final long pid = ProcessHandle.current().pid();

    private GenerationStart start;
    private LogSink log;
    private OperatorLog operator;
    private EventLoops loops;
    private Instance instance;
    private TrafficEngine engine;
    private StatsServer stats;
    private CheckScheduler checks;
    private PidFile pidFile;

    Assembly(final Configuration configuration, final CommandLine line, final Map<String, String> environment,
             final Announcements announcements) {
        this.configuration = configuration;
        this.global = configuration.global();
        this.line = line;
        this.environment = environment;
        this.announcements = announcements;
    }

    /**
     * Starts; returns when the generation serves.
     *
     * @throws StartFailedException if it cannot; {@link #abandon} must follow, then exit with status 1
     */
    void start() throws StartFailedException {
        try {
            final ProcessIdentity identity = ProcessIdentity.current(global.uid(), global.gid());
            loops = new EventLoops(global.nbthread(), CLOCK);
            final WarmUp warmUp = WarmUp.begin(loops, CLOCK, line.oldSocket().isPresent() || !line.oldProcesses().isEmpty()
                    ? WarmUp.Extent.HANDOVER : WarmUp.Extent.COLD_START);
            log = new LogSink(configuration, pid);
            operator = new OperatorLog(announcements, log);
            pidFile = global.pidfile().isPresent() ? PidFile.open(global.pidfile().get()) : null;
            start = takePlace(identity);
            final Ledger ledger = assemble();
            bind();
            Privileges.apply(global, identity.uid(), operator);
            warmUp.await();
            serve(ledger);
        } catch (final StartRefusedException | IOException e) {
            throw new StartFailedException(e.getMessage(), e);
        }
    }

    // ---- among the generations

    private GenerationStart takePlace(final ProcessIdentity identity) throws StartRefusedException {
        final StartRequest request = new StartRequest(global.seatJournal(), line.files().get(0), environment, identity,
                wanted(), socketPaths(), global.hardStopAfter(), global.coldStartHold(), global.standby(), operator);
        if (line.oldSocket().isPresent()) {
            final GenerationStart successor = GenerationStart.succeed(request, line.oldSocket().get());
            successor.requireGenerations(line.oldProcesses());
            return successor;
        }
        return line.oldProcesses().isEmpty() ? GenerationStart.fresh(request)
                : GenerationStart.succeedProcess(request, line.oldProcesses());
    }

    private Set<String> wanted() {
        final Set<String> keys = new HashSet<>();
        configuration.proxies().stream().filter(proxy -> proxy.kind().accepts() && !proxy.disabled())
                .flatMap(proxy -> proxy.binds().stream()).forEach(bind -> keys.add(bind.address().toString()));
        global.statsSockets().forEach(socket -> keys.add(socket.address().toString()));
        return keys;
    }

    private List<String> socketPaths() {
        return global.statsSockets().stream().map(socket -> socket.address()).filter(BindAddress.Unix.class::isInstance)
                .map(address -> Path.of(address.toString()).toAbsolutePath().toString()).toList();
    }

    // ---- the parts

    private Ledger assemble() {
        final Generation generation = start.generation();
        final SeatEvents events = new SeatEvents(log, generation.ledgerEvents());
        final Ledger ledger = new Ledger(start.number(), start.journal(), CLOCK, events);
        instance = new Instance(configuration, start.number(), ledger, CLOCK, log);
        events.instance(instance);
        operator.counters(instance.seatCounters());
        instance.lock().lock();
        try {
            start.ready(ledger);
        } finally {
            instance.lock().unlock();
        }
        Balancers.install(instance, new SplittableRandom());
        engine = new TrafficEngine(instance, loops, log);
        final List<EventLoop> all = IntStream.range(0, loops.count()).mapToObj(loops::loop).toList();
        checks = new CheckScheduler(instance, all);
        final CommandTable table = RuntimeCommands.table(instance, facts(), SessionList.of(engine.sessions()),
                GenerationControl.of(generation));
        stats = new StatsServer(global, table, generation.endpoint(), log);
        return ledger;
    }

    private ProcessFacts facts() {
        return ProcessReport.of(configuration, pid, loops.count(), engine, () -> stats == null ? 0 : stats.listening(),
                start.generation(), log);
    }

    // ---- addresses

    private void bind() throws BindException {
        final Map<String, Integer> inherited = new HashMap<>(start.listeners());
        final Map<ListenerKey, Integer> clients = new HashMap<>();
        for (final ListenerKey key : engine.listeners().wanted()) {
            final Integer descriptor = inherited.remove(key.address());
            if (descriptor != null) {
                clients.put(key, descriptor);
            }
        }
        final FrontendState frontends = new FrontendState(instance);
        start.knownState().stream().filter(FrontendState::isOne).forEach(frontends::apply); // Paused ones do not listen.
        engine.listeners().bindAll(clients);
        stats.bind(inherited);
    }

    // ---- serving

    private void serve(final Ledger ledger) throws StartRefusedException {
        final Generation generation = start.generation();
        final RuntimeState state = new RuntimeState(instance);
        instance.onServerChange(server -> generation.stateChanged(state.export(server)));
        instance.onFrontendChange(frontend -> generation.stateChanged(FrontendState.export(frontend)));
        final ServingProcess serving = new ServingProcess(instance, engine, checks, stats, log, state, operator, pidFile);
        loops.loop(0).scheduleWithFixedDelay(() -> expireHolds(ledger), HOLD_PERIOD_MILLIS, HOLD_PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
        // Before the first client: a signal that came between the two would be the death of an active generation.
        signals(generation);
        start.serve(serving, ledger, instance.lock(), new HoldTimes(instance));
        meetNeighbours();
        if (line.terminate()) {
            terminateOld();
        }
    }

    /** A generation that takes over has no time for them yet: its clients are on their way to it. */
    private void meetNeighbours() {
        final Runnable meeting = () -> new HostNeighbours(loops.loop(0), instance, start.folder(),
                line.files().get(0).toString(), start.predecessorPid().orElse(0L), operator).meet();
        if (start.predecessorPid().isEmpty()) {
            meeting.run();
        } else {
            loops.loop(0).schedule(() -> daemon(meeting, "neighbours"), NEIGHBOURS_DELAY_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static void daemon(final Runnable work, final String name) {
        final Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void expireHolds(final Ledger ledger) {
        final List<Take> ended;
        instance.lock().lock();
        try {
            ended = new ArrayList<>(ledger.expired(CLOCK.nanoTime()));
        } finally {
            instance.lock().unlock();
        }
        ended.forEach(engine::closeHeld);
    }

    private void signals(final Generation generation) {
        final IdleSeats idle = new IdleSeats(instance);
        Signals.on("USR1", generation::finish);
        Signals.on("HUP", new StateDump(instance)::write);
        for (final String name : List.of("TERM", "INT")) {
            Signals.on(name, Signals.ending(() -> {
                idle.giveBack();
                generation.stop("SIG" + name);
            }));
        }
    }

    /** {@code -st}: those that handed over are not waited for. */
    private void terminateOld() {
        final Set<Long> old = new HashSet<>(line.oldProcesses());
        start.predecessorPid().ifPresent(old::add);
        old.forEach(process -> ProcessHandle.of(process).ifPresent(ProcessHandle::destroy));
    }

    /** Leaves no trace of a start that has failed. */
    void abandon() {
        if (engine != null) {
            engine.listeners().close();
        }
        if (stats != null) {
            stats.close();
        }
        if (start != null) {
            start.abandon();
        }
        if (log != null) {
            log.close();
        }
    }
}
