package io.usher.proxy.generation;

import io.usher.proxy.traffic.Arrival;
import io.usher.proxy.traffic.ClientExit;
import io.usher.proxy.traffic.HoldArrival;
import io.usher.proxy.traffic.HoldExit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The serving parts of a simulated generation: says what it was told. */
final class SimulatedServing implements Serving {
    final Map<String, Integer> listeners = new HashMap<>(Map.of(World.LISTENER, 10, "stats /run/usher.sock", 11));
    final List<String> state = new ArrayList<>();
    volatile boolean accepting;
    /** Whether processors are left to a successor that starts. */
    volatile boolean starting;
    boolean checking;
    boolean closing;
    boolean listenersClosed;
    volatile Set<String> handedOver;
    /** Completed at once, or by the test. */
    CompletableFuture<Void> stopped = CompletableFuture.completedFuture(null);
    Runnable onDrained;
    Integer exitStatus;
    ClientExit exit;
    final List<Integer> discarded = new ArrayList<>();
    Arrivals arrivals = (descriptor, luggage, arrival) -> {
        throw new IllegalArgumentException("no clients are expected here");
    };

    boolean cut;
    Runnable cutting = () -> { };
    /** Offers connections on hold. */
    Consumer<HoldExit> holds = exit -> { };
    HoldArrivals holdArrivals = (descriptor, watch) -> {
        throw new IllegalArgumentException("no holds are expected here");
    };

    /** Looks at connections on hold from the predecessor. */
    interface HoldArrivals {
        HoldArrival arrive(int descriptor, String watch);
    }

    /** Looks at clients from the predecessor. */
    interface Arrivals {
        Arrival arrive(int descriptor, String luggage, long arrivalNanos);
    }
    Runnable died = () -> { };
    /** Clients between two requests, where there are any. */
    IdleClients idle = new IdleClients() { };

    /** What clients between two requests are told. */
    interface IdleClients {
        default void leave() {
            // Nobody is there.
        }

        default void close() {
            // Nobody is there.
        }
    }

    @Override
    public Map<String, Integer> listeners() {
        return listeners;
    }

    @Override
    public CompletionStage<Void> stopAccepting() {
        accepting = false;
        return stopped;
    }

    @Override
    public void startAccepting() {
        accepting = true;
        starting = false;
        checking = true;
    }

    @Override
    public void successorStarts() {
        starting = true;
    }

    @Override
    public void successorFailed() {
        starting = false;
    }

    @Override
    public void stopChecks() {
        checking = false;
    }

    @Override
    public void handOver(final Set<String> taken) {
        handedOver = taken;
    }

    @Override
    public void closeListeners() {
        accepting = false;
        listenersClosed = true;
    }

    @Override
    public void finishing() {
        closing = true;
        exit = null;
    }

    @Override
    public void closeIdleClients() {
        idle.close();
    }

    @Override
    public void finishing(final ClientExit to) {
        closing = true;
        exit = to;
        idle.leave();
    }

    @Override
    public Arrival arrival(final int descriptor, final String luggage, final long arrivalNanos) {
        return arrivals.arrive(descriptor, luggage, arrivalNanos);
    }

    @Override
    public void cutSessions() {
        cut = true;
        cutting.run();
    }

    @Override
    public void passHolds(final HoldExit exit) {
        holds.accept(exit);
    }

    @Override
    public HoldArrival holdArrival(final int descriptor, final String watch) {
        return holdArrivals.arrive(descriptor, watch);
    }

    @Override
    public void discard(final int descriptor) {
        discarded.add(descriptor);
    }

    @Override
    public void keepClients() {
        exit = null;
        closing = false;
    }

    @Override
    public void resumed() {
        exit = null;
        closing = false;
    }

    @Override
    public void onDrained(final Runnable action) {
        onDrained = action;
    }

    @Override
    public long queued() {
        return 3;
    }

    @Override
    public long connections() {
        return cut ? 0 : 5;
    }

    @Override
    public List<String> exportState() {
        return List.copyOf(state);
    }

    @Override
    public void importState(final String value) {
        state.add(value);
    }

    @Override
    public void exit(final int status) {
        exitStatus = status;
        accepting = false;
        died.run();
    }
}
