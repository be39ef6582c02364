package io.usher.proxy.launch;

import io.netty.channel.unix.FileDescriptor;
import io.usher.proxy.check.CheckScheduler;
import io.usher.proxy.generation.HandoverLog;
import io.usher.proxy.generation.RuntimeState;
import io.usher.proxy.generation.Serving;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Instance;
import io.usher.proxy.log.LogSink;
import io.usher.proxy.runtime.StatsServer;
import io.usher.proxy.traffic.Arrival;
import io.usher.proxy.traffic.ClientExit;
import io.usher.proxy.traffic.HoldArrival;
import io.usher.proxy.traffic.HoldExit;
import io.usher.proxy.traffic.Listeners;
import io.usher.proxy.traffic.Listeners.ListenerKey;
import io.usher.proxy.traffic.TrafficEngine;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The parts that serve, as start, handover and drain move them. Called on the thread {@code generation}. */
final class ServingProcess implements Serving {
    /** How long a roll-back waits for listeners to be closed before it opens them again; this takes some ms. */
    private static final int CLOSING_MILLIS = 1_000;

    private final Instance instance;
    private final TrafficEngine engine;
    private final CheckScheduler checks;
    private final StatsServer stats;
    private final LogSink log;
    private final RuntimeState state;
    private final HandoverLog operator;
    private final PidFile pidFile;

    /** What the successor did not take, closed when it became active, and when that is done. Thread {@code generation}. */
    private List<ListenerKey> declined = List.of();
    private Future<Void> closing = CompletableFuture.completedFuture(null);

    /** @param pidFile null = none */
    ServingProcess(final Instance instance, final TrafficEngine engine, final CheckScheduler checks, final StatsServer stats,
                   final LogSink log, final RuntimeState state, final HandoverLog operator, final PidFile pidFile) {
        this.instance = instance;
        this.engine = engine;
        this.checks = checks;
        this.stats = stats;
        this.log = log;
        this.state = state;
        this.operator = operator;
        this.pidFile = pidFile;
    }

    @Override
    public Map<String, Integer> listeners() {
        final Map<String, Integer> descriptors = new LinkedHashMap<>();
        engine.listeners().open().forEach((key, channel) -> descriptors.put(key.address(), channel.fd().intValue()));
        stats.open().forEach((key, channel) -> descriptors.put(key, channel.fd().intValue()));
        return descriptors;
    }

    @Override
    public CompletionStage<Void> stopAccepting() {
        return engine.listeners().stopAccepting();
    }

    @Override
    public void startAccepting() {
        engine.busyPolling(true);
        engine.listeners().startAccepting();
        stats.startAccepting();
        checks.start();
        writePid();
    }

    @Override
    public void successorStarts() {
        engine.busyPolling(false);
    }

    @Override
    public void successorFailed() {
        engine.busyPolling(true);
    }

    /** Whoever accepts is the one that the pid file names: at first, and again after a roll-back. */
    private void writePid() {
        if (pidFile != null) {
            try {
                pidFile.write(ProcessHandle.current().pid());
            } catch (final IOException e) {
                operator.warning("cannot write pidfile " + pidFile + ": " + e.getMessage());
            }
        }
    }

    @Override
    public void stopChecks() {
        checks.stopAll();
    }

    @Override
    public void handOver(final Set<String> taken) {
        stats.stopAccepting(taken);
        final Listeners listeners = engine.listeners();
        declined = listeners.open().keySet().stream().filter(key -> !taken.contains(key.address())).toList();
        closing = listeners.emptyAndClose(declined);
    }

    @Override
    public void closeListeners() {
        checks.stopAll();
        final Listeners listeners = engine.listeners();
        final List<ListenerKey> all = List.copyOf(listeners.open().keySet());
        listeners.emptyAndClose(all);
    }

    @Override
    public void finishing() {
        engine.busyPolling(false);
        engine.finishing();
    }

    @Override
    public void closeIdleClients() {
        engine.closeIdleClients();
    }

    @Override
    public void finishing(final ClientExit exit) {
        engine.busyPolling(false);
        engine.finishing(exit);
    }

    @Override
    public Arrival arrival(final int descriptor, final String luggage, final long arrivalNanos) {
        return engine.arrival(descriptor, luggage, arrivalNanos);
    }

    @Override
    public void cutSessions() {
        engine.hardStop();
    }

    @Override
    public void passHolds(final HoldExit exit) {
        engine.passHolds(exit);
    }

    @Override
    public HoldArrival holdArrival(final int descriptor, final String watch) {
        return engine.holdArrival(descriptor, watch);
    }

    @Override
    public void discard(final int descriptor) {
        try {
            new FileDescriptor(descriptor).close();
        } catch (final IOException e) {
            operator.warning("cannot close descriptor " + descriptor + ": " + e.getMessage());
        }
    }

    @Override
    public void keepClients() {
        engine.resume();
    }

    @Override
    public void resumed() {
        engine.resume();
        if (!declined.isEmpty()) {
            listenAgain();
        }
    }

    /** Where the successor that is dead now did not listen. */
    private void listenAgain() {
        try {
            closing.get(CLOSING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final ExecutionException | TimeoutException e) {
            operator.warning("listeners " + declined + " were not closed in order: " + e);
        }
        engine.listeners().bindAgain(declined).forEach(operator::warning);
        declined = List.of();
    }

    @Override
    public void onDrained(final Runnable action) {
        engine.onDrained(action);
    }

    @Override
    public long queued() {
        instance.lock().lock();
        try {
            return instance.backends().stream().mapToLong(Backend::totalQueued).sum();
        } finally {
            instance.lock().unlock();
        }
    }

    @Override
    public long connections() {
        return engine.clientConnections();
    }

    @Override
    public List<String> exportState() {
        return state.export();
    }

    @Override
    public void importState(final String value) {
        state.apply(value);
    }

    @Override
    public void exit(final int status) {
        log.close();
        System.exit(status);
    }
}
