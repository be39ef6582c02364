package io.usher.proxy.check;

import io.usher.proxy.config.Timeouts;
import io.usher.proxy.live.AgentReply;
import io.usher.proxy.live.CheckResult;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.Server;
import io.usher.proxy.seat.Seats;
import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.Want;
import io.usher.proxy.seat.WaitQueue;
import java.net.InetSocketAddress;

/**
 * Asks a server's agent, round after round (HAProxy configuration manual, 5.2 "agent-check"). On its loop; looks at server and
 * ledger with the instance lock held.
 *
 * <p>An agent has a port of its own and needs no seat. Where that is an address whose seats are limited, a round takes one of
 * them, or waits for it; waiting says nothing of the server.
 */
final class AgentCheck implements Rounds {

    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final Server server;
    private final Instance instance;
    private final CheckLoop loop;
    private final CheckTransport transport;
    private final long interNanos;
    private final WaitQueue queue;
    private boolean running;
    /** Written with the lock held, read by the loop too, which stops soon after. */
    private volatile boolean removed;
    private boolean admitted;
    private Runnable cancelTimer = () -> { };
    private CheckWant want;
    private Probe probe;
    private long startNanos;
    /** Where it was asked last, and the seats there; null = none are limited. */
    private InetSocketAddress address;
    private Seats seats;

    AgentCheck(final Server server, final CheckLoop loop, final CheckTransport transport) {
        this.server = server;
        this.loop = loop;
        this.transport = transport;
        instance = server.backend().instance();
        interNanos = server.line().agent().orElseThrow().inter() * NANOS_PER_MILLI;
        queue = instance.ledger().newQueue("agent check " + server, this);
    }

    // ---- start and stop

    @Override
    public void admit() {
        admitted = true;
        lookUp();
    }

    @Override
    public void dismiss() {
        admitted = false;
        instance.ledger().unserve(queue, server);
    }

    @Override
    public void remove() {
        removed = true;
        withdraw();
        instance.ledger().closeQueue(queue);
    }

    @Override
    public void start(final long delayNanos) {
        if (!running && !removed) {
            running = true;
            arm(delayNanos);
        }
    }

    @Override
    public void stop() {
        if (!running) {
            return;
        }
        running = false;
        cancelTimer.run();
        locked(this::withdraw);
        if (probe != null) {
            probe.giveUp();
            locked(server::agentAbandoned);
        }
    }

    /** Where the agent is now, and whether it takes a seat there. Lock held. */
    private void lookUp() {
        if (server.agent().address().equals(address) && (seats == null || seats.limit() > 0)) {
            return;
        }
        address = server.agent().address();
        instance.ledger().unserve(queue, server);
        seats = server.agentSeats();
        if (seats != null && admitted) {
            instance.ledger().serve(queue, server, seats);
        }
    }

    // ---- rounds

    private void due() {
        locked(() -> {
            if (!running || removed) {
                return;
            }
            arm(interNanos);
            if (!server.agent().enabled()) {
                withdraw();
            } else if (probe == null && want == null) {
                lookUp();
                if (seats == null) {
                    begin(null);
                } else {
                    wait(Want.Priority.WHEN_FREE);
                }
            }
        });
    }

    private void wait(final Want.Priority priority) {
        want = new CheckWant(loop, now(), priority, (wish, take) -> locked(() -> granted(wish, take)));
        instance.ledger().enqueue(queue, want);
    }

    /** A seat, or null: none will come. */
    private void granted(final CheckWant wish, final Take take) {
        final boolean mine = want == wish;
        if (mine) {
            want = null;
        }
        if (take == null) {
            return;
        }
        final boolean wanted = mine && running && !removed && probe == null && server.agent().enabled();
        if (take.connection() != null) {
            take.connection().closeIdle();
            if (wanted) {
                wait(Want.Priority.NEXT);
            }
        } else if (wanted) {
            begin(take);
        } else {
            instance.ledger().release(take);
        }
    }

    private void begin(final Take take) {
        startNanos = now();
        server.agentStarted();
        if (take != null) {
            take.holder(this);
        }
        final Exchange.Agent exchange = new Exchange.Agent(server.agent().send());
        final Probe[] mine = new Probe[1];
        mine[0] = new Probe(server, address, exchange, take, loop, limits(), verdict -> ended(exchange, verdict),
            () -> over(mine[0]));
        probe = mine[0];
        // Not under the lock: connecting may take a while in the kernel.
        loop.execute(() -> mine[0].start(transport));
    }

    private Probe.Limits limits() {
        final Timeouts timeouts = server.backend().section().timeouts();
        final long connect = timeouts.check() > 0 && timeouts.connect() > 0
            ? Math.min(interNanos, timeouts.connect() * NANOS_PER_MILLI) : interNanos;
        return new Probe.Limits(connect, timeouts.check() * NANOS_PER_MILLI, interNanos);
    }

    private void over(final Probe ended) {
        if (probe == ended) {
            probe = null;
        }
    }

    private void ended(final Exchange.Agent exchange, final Exchange.Verdict verdict) {
        locked(() -> {
            if (!running || removed) {
                return;
            }
            final long millis = (now() - startNanos) / NANOS_PER_MILLI;
            if (exchange.line() != null) {
                server.agentSaid(AgentReply.parse(exchange.line()), millis);
            } else {
                server.agentEnded(new CheckResult(verdict.status(), verdict.code(), verdict.info(), millis));
            }
        });
    }

    // ---- times, lock

    private void arm(final long delayNanos) {
        cancelTimer.run();
        if (running) {
            cancelTimer = loop.schedule(this::due, delayNanos);
        }
    }

    private long now() {
        return instance.clock().nanoTime();
    }

    private void withdraw() {
        if (want != null) {
            instance.ledger().withdraw(want);
            want = null;
        }
    }

    private void locked(final Runnable action) {
        instance.lock().lock();
        try {
            action.run();
        } finally {
            instance.lock().unlock();
        }
    }

    @Override
    public String toString() {
        return "agent check of " + server;
    }
}
